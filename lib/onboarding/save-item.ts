import { ok, refuse, type Outcome } from '@/lib/errors';
import {
  hashedText,
  parseItem,
  walk,
  type Answers,
  type FormInput,
  type FormStep,
  type ItemAnswer,
} from '@/lib/flow-definition';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor } from '@/lib/tenancy';
import { colleagueNames, type FieldConflict, type StoredConflict } from './describe-conflicts';
import { fieldProblems } from './field-problems';
import { findStep } from './find-step';
import { isOpen, itemKey } from './flow-state';
import { isFull, isItemId } from './get-item-view';
import { localizedText } from '@/lib/i18n';
import type { OpenedFlow } from './open-flow';
import { shownAnswer } from './shown-answer';
import type { FieldPatch } from './step-patch';
import { findList, type FoundList } from './step-view-parts';
import { hasherFor, readFlow, sectionEvents, writeStep } from './step-write';

/** Which item of which list; `base` is the hash of the item as the page showed it, null for a new one. */
export type ItemPlace = Readonly<{
  flowId: string;
  stepId: string;
  listId: string;
  itemId: string;
  base: string | null;
  locale: string;
}>;
export type SaveItemInput = ItemPlace &
  Readonly<{
    /** The posted fields as they came. */
    values: FormInput;
    /** Field id → what was typed when the page asked whether it is right. */
    sure?: Readonly<Record<string, string>>;
  }>;
export type SavedItem = Readonly<{ flowId: string; stepId: string; listId: string; itemId: string }>;

const attemptsMax = 3;

/**
 * Adds an item to a repeatable list or changes one. Items merge: people who add or change different items at the same
 * time all succeed; the same item with other answers refuses `conflict`, with what is stored in `detail.conflicts`, and
 * writes nothing. The step is not continued by it. Refuses `forbidden`, `not_found`, `flow_locked`, `step_not_on_path`
 * for a list that is not there, `invalid_input` per field or for a list that is full, `questions_added` and
 * `please_check` as a page does. Records audit and event `step.saved`, and `flow.started` when it became true.
 */
export async function saveItem(
  actor: Actor,
  input: SaveItemInput,
  means: Means = systemMeans,
): Promise<Outcome<SavedItem>> {
  return onItem(actor, input, means, (flow, found) => {
    const item = found.list.items.find(({ id }) => id === input.itemId);
    if (!item && isFull(found.list)) {
      const max = found.list.field.rules?.itemsMax ?? 0;
      const [first] = found.list.field.fields ?? [];
      return refuse(
        'invalid_input',
        {},
        { fields: { [first?.id ?? '']: [{ code: 'field.list_too_many', args: { max } }] } },
      );
    }
    return readItem(flow, found, input, item);
  });
}

/**
 * Takes an item out of its list; one that is gone already stays so. Refuses `forbidden`, `not_found`, `flow_locked`,
 * `step_not_on_path` for a list that is not there, and `conflict` when somebody has changed the item since. Records
 * audit and event `step.saved`.
 */
export async function removeItem(
  actor: Actor,
  input: ItemPlace,
  means: Means = systemMeans,
): Promise<Outcome<SavedItem>> {
  return onItem(actor, input, means, () => ok(null));
}

type Found = Readonly<{ step: FormStep; sectionId: string; taskId: string; list: FoundList }>;
type Read = (flow: OpenedFlow, found: Found) => Outcome<ItemAnswer['values'] | null>;

async function onItem(actor: Actor, input: ItemPlace, means: Means, read: Read): Promise<Outcome<SavedItem>> {
  const allowed = authorise(actor, 'flow.answer');
  if (!allowed.ok) return allowed;
  for (let attempt = 1; ; attempt += 1) {
    const result = await tryItem(actor, input, means, read);
    if (result !== 'again') return result;
    if (attempt === attemptsMax) throw new Error('The step kept changing under its item');
  }
}

async function tryItem(
  actor: Actor,
  input: ItemPlace,
  means: Means,
  read: Read,
): Promise<Outcome<SavedItem> | 'again'> {
  const flow = await readFlow(actor, input.flowId, means.clock.now());
  if (!flow || (flow.part && !flow.part.has(input.stepId))) return refuse('not_found');
  const { state, answers } = flow;
  if (!isOpen(state.flow.status)) return refuse('flow_locked', { status: state.flow.status });
  const at = findStep(flow.walk, input.stepId);
  const list = at && findList(at.step, at.walked, answers, { itemId: input.itemId, fieldId: input.listId });
  if (!at || !list || list.field.id !== input.listId || !isItemId(input.itemId))
    return refuse('step_not_on_path', {}, { detail: { stepId: at ? input.stepId : flow.walk.nextStepId } });
  const { sectionId, taskId } = at.walked;
  const given = read(flow, { step: at.step, sectionId, taskId, list });
  if (!given.ok) return given;

  const stored = state.steps[at.step.id];
  const after = walkWith(flow, list, input.itemId, given.value);
  const saved = await writeStep(actor, flow, {
    step: at.step.id,
    section: sectionId,
    task: taskId,
    status: after.steps.find(({ step }) => step.id === at.step.id)?.status ?? at.walked.status,
    patch: await itemPatch(actor, flow, input, given.value),
    reserve: [],
    isContinue: false,
    ids: {
      step: stored?.id ?? means.newId(),
      audit: means.newId(),
      event: means.newId(),
      started: means.newId(),
    },
    events: sectionEvents(flow.whole ?? flow.walk, after, means),
  });
  const { flowId, stepId, listId, itemId } = input;
  switch (saved.outcome) {
    case 'saved':
      return ok({ flowId, stepId, listId, itemId });
    case 'conflict': {
      const conflicts = await itemConflicts(actor, flow, list, saved.conflicts, input.locale);
      return refuse('conflict', {}, { detail: { conflicts, timeZone: state.customer.timeZone } });
    }
    case 'locked':
      return refuse('flow_locked', { status: saved.status });
    case 'moved':
      return 'again';
    case 'taken':
    case 'not_found':
      return refuse('not_found');
  }
}

/** Reads the posted page of an item by its list's questions. */
function readItem(
  { template, answers, facts }: OpenedFlow,
  { step, list }: Found,
  { values, sure = {}, locale }: SaveItemInput,
  item: ItemAnswer | undefined,
): Outcome<ItemAnswer['values']> {
  const parsed = parseItem(template.compiled, step, list.field.id, values, answers, facts, item, { locale });
  const words = { ...step, fields: list.field.fields ?? [] };
  if (!parsed.ok) {
    const fields = fieldProblems(words, parsed.errors, locale);
    const detail = { revealed: parsed.revealed };
    return Object.keys(fields).length > 0
      ? refuse('invalid_input', {}, { fields, detail })
      : refuse('questions_added', {}, { detail });
  }
  const unsure = Object.fromEntries(Object.entries(parsed.warnings).filter(([id]) => sure[id] !== values[id]));
  if (Object.keys(unsure).length > 0)
    return refuse('please_check', {}, { fields: fieldProblems(words, unsure, locale) });
  const kept = Object.entries(item?.values ?? {}).filter(([id]) => !parsed.erased.includes(id));
  return ok(Object.fromEntries([...kept, ...Object.entries(parsed.values)]) as ItemAnswer['values']);
}

async function itemPatch(
  actor: Actor,
  { state }: OpenedFlow,
  { listId, itemId, base }: ItemPlace,
  values: ItemAnswer['values'] | null,
): Promise<Record<string, FieldPatch>> {
  const key = itemKey(listId, itemId);
  if (values === null) return base === null ? {} : { [key]: { erase: true, base } };
  const hash = await hasherFor(actor, state.flow.tenantId);
  return { [key]: { value: values, hash: hash(key, hashedText(values)), base } };
}

/** The walk as it will be once the item is stored. */
function walkWith(
  { template, answers, facts }: OpenedFlow,
  { field, items }: FoundList,
  itemId: string,
  values: ItemAnswer['values'] | null,
) {
  const others = items.filter(({ id }) => id !== itemId);
  const next: readonly ItemAnswer[] = values === null ? others : [...others, { id: itemId, values }];
  const { [field.id]: _before, ...rest } = answers;
  const after: Answers = next.length > 0 ? { ...rest, [field.id]: next } : rest;
  return walk(template.compiled, after, facts);
}

/** What is stored of an item that somebody else has changed, in words. */
async function itemConflicts(
  actor: Actor,
  { state }: OpenedFlow,
  { field }: FoundList,
  conflicts: readonly StoredConflict[],
  locale: string,
): Promise<readonly FieldConflict[]> {
  const people = [...new Set(conflicts.flatMap(({ stored }) => (stored?.by ? [stored.by] : [])))];
  const names = await colleagueNames(actor, state.flow, people);
  return conflicts.map(({ field: key, stored }) => {
    const item = stored && { id: key, values: (stored.value ?? {}) as ItemAnswer['values'] };
    return {
      fieldId: field.id,
      label: localizedText(field.label, locale),
      stored: item ? shownAnswer(field, [item], { locale }) : { kind: 'none' },
      base: stored?.hash ?? null,
      at: stored?.at ?? null,
      by: (stored?.by && names.get(stored.by)) ?? null,
    };
  });
}
