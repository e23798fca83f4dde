import type { CompiledDefinition } from '../compiled';
import { fieldsOf, stepsOf, type PlacedField } from '../nodes';
import type { Finding } from '../types';
import { traverse, type TracedField, type TracedStep } from '../walk/traverse';
import { warning } from './finding';

/** More questions than this on the shortest way through, or on one page, are more than people put up with. */
const wayMax = 25;
const pageMax = 8;

/** What asks more of people than it should: too many questions, on a page or in all, and the same one twice. */
export function checkEffort(compiled: CompiledDefinition): readonly Finding[] {
  const facts = { continued: {}, milestones: {}, customer: {}, flow: {}, today: '2026-01-01' };
  const steps = traverse(compiled, {}, facts).sections.flatMap(({ tasks }) => tasks.flatMap((task) => task.steps));
  const paths = new Map(stepsOf(compiled.definition).map(({ step, path }) => [step.id, path]));
  // What is due later is nobody's effort before the start.
  const count = steps.flatMap(asked).filter(({ field }) => field.due === 'now').length;
  const pages = steps
    .filter((step) => asked(step).length > pageMax)
    .map((step) => warning('page_long', paths.get(step.step.id) ?? '', { count: asked(step).length, max: pageMax }));
  return [
    ...(count > wayMax ? [warning('way_long', 'sections', { count, max: wayMax })] : []),
    ...pages,
    ...checkRepeats(compiled),
  ];
}

const asked = ({ fields }: TracedStep): readonly TracedField[] =>
  fields.filter(({ field }) => field.derive === undefined);

/** Two questions about the same thing that one person may both be asked: the second should take the first's answer. */
function checkRepeats({ definition }: CompiledDefinition): readonly Finding[] {
  const fields = fieldsOf(definition).filter(({ field }) => field.semantic !== undefined && field.derive === undefined);
  return fields.flatMap((placed, index) => {
    const earlier = fields
      .slice(0, index)
      .find((other) => other.field.semantic === placed.field.semantic && mayMeet(other, placed));
    return earlier === undefined
      ? []
      : [
          warning('asked_twice', placed.path, {
            id: placed.field.id,
            first: earlier.field.id,
            semantic: placed.field.semantic ?? '',
          }),
        ];
  });
}

/** Surely met by one person: one of them by everybody, or both under the same conditions. */
function mayMeet(one: PlacedField, other: PlacedField): boolean {
  const [first, second] = [conditionsOn(one), conditionsOn(other)];
  return first.length === 0 || second.length === 0 || first.join('\n') === second.join('\n');
}

const conditionsOn = ({ field, step, place }: PlacedField): readonly string[] =>
  [place.section.when, place.task.when, step.when, field.visible].filter((when) => when !== undefined);
