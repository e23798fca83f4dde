import { referencePaths } from './conditions/analyse';
import { holds, type Scope } from './conditions/evaluate';
import type { Tree } from './conditions/tree';
import { derivedValue } from './derived-value';
import { earliestFirst } from './earliest-first';
import type { LiveField, StepConditions } from './live-fields';
import type { AnswerValue } from './types';

/** The fields of an open page, kept up to date one answer at a time. */
export type LiveIndex = Readonly<{
  /** The fields that exist now, in order. The same array until something changes. */
  live: () => readonly LiveField[];
  /** One field; undefined while it does not exist. */
  field: (id: string) => LiveField | undefined;
  /** Takes what is typed now. Answers the fields that came, went or changed because of it, in order. */
  set: (id: string, value: AnswerValue | undefined) => readonly string[];
}>;

/**
 * The same as `liveFields`, for pages on which somebody types: a change evaluates only the conditions that look at what
 * changed, and those that look at what these change in turn, each once and in order. A page of a thousand questions
 * answers a keystroke like one of ten.
 */
export function createLiveFields(
  conditions: StepConditions,
  scope: Scope,
  values: Readonly<Record<string, AnswerValue | undefined>>,
): LiveIndex {
  const { fields } = conditions;
  const places = new Map(fields.map(({ id }, place) => [id, place]));
  const typed = new Map(Object.entries(values));
  const answers: Record<string, AnswerValue> = { ...scope.answers };
  const { dependents, later } = dependenciesOf(fields, places);
  const states: (LiveField | undefined)[] = [];
  let shown: readonly LiveField[] | null = null;
  fields.forEach((_field, place) => {
    states[place] = settle(place);
  });

  return {
    live: () => (shown ??= states.filter((state) => state !== undefined)),
    field: (id) => states[places.get(id) ?? -1],
    set,
  };

  function set(id: string, value: AnswerValue | undefined): readonly string[] {
    const place = places.get(id);
    if (place === undefined) return [];
    typed.set(id, value);
    const changed: string[] = [];
    const waiting = earliestFirst(fields.length);
    waiting.add(place);
    for (let next = waiting.take(); next !== undefined; next = waiting.take()) {
      const field = fields[next];
      if (field === undefined) continue;
      const before = { state: states[next], answer: own(answers, field.id) };
      const state = settle(next);
      if (!sameField(before.state, state)) {
        states[next] = state;
        changed.push(field.id);
        shown = null;
      }
      if (!same(before.answer, own(answers, field.id))) dependents[next]?.forEach(waiting.add);
    }
    return changed;
  }

  /** Evaluates one field on what is known before it, and puts its value where later ones look. */
  function settle(place: number): LiveField | undefined {
    const field = fields[place];
    if (field === undefined) return undefined;
    const here: Scope = { ...scope, answers: later[place] === undefined ? answers : without(later[place]) };
    const exists = field.visible === undefined || holds(field.visible, here);
    const derived = exists && field.derive !== undefined ? derivedValue(field.derive, here) : undefined;
    const given = typed.has(field.id) ? typed.get(field.id) : field.default;
    const value = field.derive === undefined ? given : derived;
    const state = exists ? stateOf(field, here, derived) : undefined;
    if (exists && value !== undefined && value !== '') answers[field.id] = value;
    else restore(field.id);
    return state;
  }

  /** A condition never sees what is asked after it, whatever is typed there. */
  function without(ids: readonly string[]): Readonly<Record<string, AnswerValue>> {
    const { ...copy } = answers;
    for (const id of ids) {
      delete copy[id];
      const earlier = own(scope.answers, id);
      if (earlier !== undefined) copy[id] = earlier;
    }
    return copy;
  }

  function restore(id: string): void {
    const earlier = own(scope.answers, id);
    if (earlier === undefined) delete answers[id];
    else answers[id] = earlier;
  }
}

type Field = StepConditions['fields'][number];

function stateOf(field: Field, here: Scope, derived: AnswerValue | undefined): LiveField {
  const options = (field.options ?? []).filter(({ when }) => when === undefined || holds(when, here));
  return {
    id: field.id,
    required:
      field.derive === undefined &&
      (typeof field.required === 'boolean' ? field.required : holds(field.required, here)),
    options: options.map(({ id }) => id),
    ...(derived !== undefined && { derived }),
  };
}

/** For each place the places after it that look at it, and for each the ids not asked before it that it looks at. */
function dependenciesOf(fields: readonly Field[], places: ReadonlyMap<string, number>) {
  const dependents: number[][] = fields.map(() => []);
  const later: (readonly string[] | undefined)[] = [];
  fields.forEach((field, place) => {
    const looksAt = new Set(
      treesOf(field)
        .flatMap(referencePaths)
        .flatMap(([root, id]) => (root === 'answers' ? [id] : [])),
    );
    const ahead: string[] = [];
    for (const id of looksAt) {
      const other = id === undefined ? undefined : places.get(id);
      if (id === undefined || other === undefined) continue;
      if (other < place) dependents[other]?.push(place);
      else ahead.push(id);
    }
    later[place] = ahead.length === 0 ? undefined : ahead;
  });
  return { dependents, later };
}

const treesOf = ({ visible, required, options = [], derive }: Field): readonly Tree[] =>
  [visible, typeof required === 'boolean' ? undefined : required, derive, ...options.map(({ when }) => when)].filter(
    (tree) => tree !== undefined,
  );

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const same = (left: AnswerValue | undefined, right: AnswerValue | undefined): boolean =>
  left === right ||
  (typeof left === 'object' && typeof right === 'object' && JSON.stringify(left) === JSON.stringify(right));

const sameField = (left: LiveField | undefined, right: LiveField | undefined): boolean =>
  left === right ||
  (left !== undefined &&
    right !== undefined &&
    left.required === right.required &&
    same(left.options, right.options) &&
    same(left.derived, right.derived));
