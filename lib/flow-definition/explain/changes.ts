import { asCompiled } from '../compile-definition';
import type { CompiledDefinition } from '../compiled';
import { fieldsOf } from '../nodes';
import type { AnswerValue, FlowDefinition, Walk } from '../types';
import { fieldsIn, nodeConditions } from './node-conditions';

/** Something that an answer brought into being or took away. */
export type Change = Readonly<{
  kind: 'task' | 'step' | 'field';
  id: string;
  change: 'added' | 'gone';
  /** The fields whose answers were changed and so brought it about; empty when no answer did. */
  because: readonly string[];
}>;

/**
 * What became of the path between two walks of the same definition: tasks, steps of tasks that stayed, and questions of
 * steps that stayed, in the order of the document, each with the changed answers that decided. Where an answer changed
 * only because its own question came or went, what brought that about is named instead.
 */
export function changes(flow: FlowDefinition | CompiledDefinition, before: Walk, after: Walk): readonly Change[] {
  const compiled = asCompiled(flow);
  const causes = causesOf(compiled, before, after);
  const compare = (kind: Change['kind'], old: readonly string[], now: readonly string[]): readonly Change[] => {
    const [was, is] = [new Set(old), new Set(now)];
    return [
      ...now.filter((id) => !was.has(id)).map((id) => ({ kind, id, change: 'added' as const, because: causes(id) })),
      ...old.filter((id) => !is.has(id)).map((id) => ({ kind, id, change: 'gone' as const, because: causes(id) })),
    ];
  };
  const tasks = compare('task', taskIds(before), taskIds(after));
  const stayedTasks = new Set(taskIds(before).filter((id) => taskIds(after).includes(id)));
  const stepIds = (walk: Walk) => walk.steps.filter(({ taskId }) => stayedTasks.has(taskId)).map(({ step }) => step.id);
  const steps = compare('step', stepIds(before), stepIds(after));
  const stayedSteps = new Set(stepIds(before).filter((id) => stepIds(after).includes(id)));
  const fieldIds = (walk: Walk) =>
    walk.steps.filter(({ step }) => stayedSteps.has(step.id)).flatMap(({ visibleFields }) => visibleFields);
  return [...tasks, ...steps, ...compare('field', fieldIds(before), fieldIds(after))];
}

const taskIds = (walk: Walk): readonly string[] =>
  walk.sections.flatMap(({ tasks }) => tasks).map(({ task }) => task.id);

/** For a node, the answers that a person changed and that decide about it, directly or through others. */
function causesOf(compiled: CompiledDefinition, before: Walk, after: Walk): (nodeId: string) => readonly string[] {
  const { around, within } = nodeConditions(compiled);
  const shown = (walk: Walk) => new Set(walk.steps.flatMap(({ visibleFields }) => visibleFields));
  const [was, is] = [shown(before), shown(after)];
  const derived = new Map(
    fieldsOf(compiled.definition).flatMap(({ field }) =>
      field.derive === undefined ? [] : [[field.id, field.derive]],
    ),
  );
  const changed = new Set(
    [...new Set([...Object.keys(before.counting), ...Object.keys(after.counting)])].filter(
      (id) => !same(before.counting[id], after.counting[id]),
    ),
  );

  return (nodeId) => {
    const found = new Set<string>();
    const done = new Set<string>();
    const open = [...lookedAtBy(nodeId)];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (done.has(id)) continue;
      done.add(id);
      if (!changed.has(id)) continue;
      const follows = was.has(id) !== is.has(id) || derived.has(id);
      const deeper = follows ? [...lookedAtBy(id), ...inputsOf(id)] : [];
      if (deeper.some((other) => changed.has(other))) open.push(...deeper);
      else found.add(id);
    }
    return [...found].sort();
  };

  function lookedAtBy(nodeId: string): readonly string[] {
    return [...(around.get(nodeId) ?? []), ...(within.get(nodeId) ?? []).flat()].flatMap(fieldsIn);
  }

  function inputsOf(fieldId: string): readonly string[] {
    const source = derived.get(fieldId);
    const tree = source !== undefined && Object.hasOwn(compiled.trees, source) ? compiled.trees[source] : undefined;
    return tree === undefined ? [] : fieldsIn(tree);
  }
}

const same = (left: AnswerValue | undefined, right: AnswerValue | undefined): boolean =>
  left === right || JSON.stringify(left) === JSON.stringify(right);
