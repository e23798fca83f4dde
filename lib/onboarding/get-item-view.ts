import { ok, refuse, type Outcome } from '@/lib/errors';
import { fieldChecks, type FormStep } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';
import { findStep } from './find-step';
import { flowHeader } from './flow-header';
import { isOpen, itemKey, type StoredAnswer } from './flow-state';
import type { StepView } from './get-step-view';
import type { OpenedFlow } from './open-flow';
import { openTasks } from './open-part';
import { shownAnswer, type ShownAnswer } from './shown-answer';
import { stepFields } from './step-fields';
import { findList, seenAnswers, shownConditions, type FoundList } from './step-view-parts';

export type ItemView = Pick<
  StepView,
  | 'header'
  | 'stepId'
  | 'title'
  | 'fields'
  | 'checks'
  | 'conditions'
  | 'scope'
  | 'secretFields'
  | 'savedAt'
  | 'canAnswer'
> &
  Readonly<{
    sectionTitle: string;
    /** The title of the list that the item belongs to. */
    listLabel: string;
    listId: string;
    itemId: string;
    isNew: boolean;
    /** The hash of the item as shown; null for a new one. */
    base: string | null;
    /** The answer that names the item. */
    name: ShownAnswer;
  }>;
export type GetItemViewInput = Readonly<{
  flowId: string;
  stepId: string;
  /** An item's id, or `new`. */
  itemId: string;
  /** The list, where a new item would not say which. */
  listId?: string | undefined;
  locale: string;
}>;

/**
 * The page of one item of a repeatable list, to be filled in, changed or removed. Refuses `forbidden`, `not_found` for a
 * flow that is not there, and `step_not_on_path` (`detail.stepId` is where to go) for a list or item that is not there,
 * for a new item of a full list, and once the flow was sent in. Records nothing.
 */
export async function getItemView(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId, itemId, listId, locale }: GetItemViewInput,
  means: Means = systemMeans,
): Promise<Outcome<ItemView>> {
  const allowed = authorise(actor, 'task.read');
  if (!allowed.ok) return allowed;
  const flow = await openTasks(tx, actor, flowId, means.clock.now());
  if (!flow.ok) return flow;
  if (flow.value.part && !flow.value.part.has(stepId)) return refuse('not_found');
  const { state, walk, answers } = flow.value;
  const found = findStep(walk, stepId);
  const list = found && findList(found.step, found.walked, answers, { itemId, fieldId: listId });
  const item = list?.items.find(({ id }) => id === itemId);
  const isNew = itemId === 'new';
  if (!found || !list || !isOpen(state.flow.status) || (isNew ? isFull(list) : !item))
    return refuse('step_not_on_path', {}, { detail: { stepId: found ? stepId : walk.nextStepId } });
  const stored = state.steps[stepId];
  const held = item ? stored?.data[itemKey(list.field.id, item.id)] : undefined;
  return ok({
    ...pageOf(flow.value, { step: found.step, list, values: item?.values ?? {}, locale }),
    header: flowHeader(flow.value, locale),
    stepId,
    title: localizedText(list.field.label, locale),
    sectionTitle: localizedText(found.step.title, locale),
    listLabel: localizedText(list.field.label, locale),
    listId: list.field.id,
    itemId: isNew ? means.newId() : itemId,
    isNew,
    base: held?.hash ?? null,
    name: nameOf(list, item?.values ?? {}, locale),
    savedAt: held?.at ?? null,
    canAnswer: can(actor, 'flow.answer'),
  });
}

/** Whether a list has as many items as it may have. */
export const isFull = ({ field, items }: FoundList): boolean =>
  field.rules?.itemsMax !== undefined && items.length >= field.rules.itemsMax;

/** A posted item id: one that this product could have given. */
export const isItemId = (itemId: string): boolean => isUuid(itemId);

type Item = Readonly<{
  step: FormStep;
  list: FoundList;
  values: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  locale: string;
}>;

function pageOf(flow: OpenedFlow, { step, list, values, locale }: Item) {
  const { template, walk, facts, state } = flow;
  const { compiled } = template;
  const inner = { ...step, fields: list.field.fields ?? [] };
  const conditions = shownConditions(flow, inner);
  const stored = Object.fromEntries(
    Object.entries(values).map(([id, value]): [string, StoredAnswer] => [id, { value, hash: '' }]),
  );
  const fields = stepFields(inner, {
    stored,
    counting: values,
    visible: new Set(inner.fields.map(({ id }) => id)),
    required: new Set(inner.fields.filter(({ required }) => required === true).map(({ id }) => id)),
    locale,
    today: facts.today,
    timeZone: state.customer.timeZone,
    files: new Map(),
    phrases: {},
  });
  return {
    // The item as a whole has a base; its answers have none of their own.
    fields: fields.map((field) => ({ ...field, base: null })),
    checks: fieldChecks(compiled.definition, inner),
    conditions,
    scope: {
      answers: seenAnswers(inner, conditions, walk.counting),
      customer: facts.customer,
      flow: facts.flow,
      today: facts.today,
    },
    secretFields: [],
  };
}

function nameOf({ field }: FoundList, values: Item['values'], locale: string): ShownAnswer {
  const [first] = field.fields ?? [];
  return first ? shownAnswer(first, values[first.id], { locale }) : { kind: 'none' };
}
