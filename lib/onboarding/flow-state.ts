import type { AnswerValue, Answers, Facts, ItemAnswer } from '@/lib/flow-definition';
import type { TenantTx } from '@/lib/tenancy';

/**
 * One stored answer. `hash` is keyed per tenant: the base that a page sends back to say which value it showed. An item
 * of a repeatable list is stored like an answer of its own, under `itemKey`, so that items merge as fields do.
 */
export type StoredAnswer = Readonly<{
  value?: Exclude<AnswerValue, Readonly<{ sealed: true }> | readonly ItemAnswer[]> | ItemAnswer['values'];
  sealed?: string;
  hash: string;
  at?: string;
  by?: string;
}>;

export type StoredStep = Readonly<{
  id: string;
  data: Readonly<Record<string, StoredAnswer>>;
  revision: number;
  continuedAt: string | null;
  updatedAt: string;
}>;

export type FlowStatus =
  | 'invited'
  | 'in_progress'
  | 'submitted'
  | 'in_review'
  | 'changes_requested'
  | 'approved'
  | 'provisioning'
  | 'done'
  | 'held'
  | 'cancelled';

/** Everything that says where a flow stands, as `app.flow_state` answers it. Times are ISO 8601 with their zone. */
export type FlowState = Readonly<{
  flow: Readonly<{
    tenantId: string;
    id: string;
    status: FlowStatus;
    revision: number;
    templateTenantId: string;
    templateId: string;
    createdAt: string;
    lastActivityAt: string;
    submittedAt: string | null;
  }>;
  customer: Readonly<{
    name: string;
    status: string;
    ownerTenantId: string;
    region: string;
    timeZone: string;
    locale: string;
  }>;
  ownerName: string;
  /** The owner's own project, where it has named one: what its customers' questions may depend on. */
  ownerProject: string | null;
  steps: Readonly<Record<string, StoredStep>>;
  /** `with`: a digest of the values with which it was reached, where it ends when they change. */
  milestones: Readonly<Record<string, Readonly<{ at: string; by: string | null; with?: string }>>>;
}>;

/** Reads a flow inside a transaction; null when it does not exist or belongs to somebody else. */
export async function readFlowState(tx: TenantTx, flowId: string): Promise<FlowState | null> {
  const [row] = await tx.$queryRaw<{ state: FlowState | null }[]>`select app.flow_state(${flowId}::uuid) as state`;
  return row?.state ?? null;
}

/** True while the customer may still change answers. */
export const isOpen = (status: FlowStatus): boolean =>
  status === 'invited' || status === 'in_progress' || status === 'changes_requested';

/** Under which name an item of a list is stored among the answers of its step. */
export const itemKey = (fieldId: string, itemId: string): string => `${fieldId}/${itemId}`;

/** All answers ever given. A secret is only known to be there; items stand in their lists in the order of adding. */
export function answersOf(state: FlowState): Answers {
  const answers: Record<string, AnswerValue> = {};
  const lists = new Map<string, ItemAnswer[]>();
  for (const step of Object.values(state.steps)) {
    for (const [key, stored] of Object.entries(step.data)) {
      const [fieldId = key, itemId] = key.split('/');
      if (stored.sealed !== undefined) answers[key] = { sealed: true };
      else if (stored.value === undefined) continue;
      else if (itemId === undefined) answers[key] = stored.value as AnswerValue;
      else lists.set(fieldId, [...(lists.get(fieldId) ?? []), itemOf(itemId, stored.value)]);
    }
  }
  // Ids count up with time, so their order is that of adding.
  for (const [fieldId, items] of lists) answers[fieldId] = items.sort((one, other) => (one.id < other.id ? -1 : 1));
  return answers;
}

const itemOf = (id: string, value: NonNullable<StoredAnswer['value']>): ItemAnswer => ({
  id,
  values: typeof value === 'object' && !Array.isArray(value) ? (value as ItemAnswer['values']) : {},
});

/** What the walk may know besides the answers; `now` becomes the date in the customer's own zone. */
export function factsOf(state: FlowState, now: Date): Facts {
  const continued: Record<string, string> = {};
  for (const [stepId, step] of Object.entries(state.steps)) {
    if (step.continuedAt !== null) continued[stepId] = step.continuedAt;
  }
  const milestones: Record<string, string> = {};
  for (const [name, milestone] of Object.entries(state.milestones)) milestones[name] = milestone.at;
  return {
    continued,
    milestones,
    customer: {
      id: state.flow.tenantId,
      name: state.customer.name,
      status: state.customer.status,
      region: state.customer.region,
    },
    flow: {
      id: state.flow.id,
      status: state.flow.status,
      ...(state.ownerProject ? { defaultProject: state.ownerProject } : {}),
    },
    today: dateIn(state.customer.timeZone, now),
    timeZone: state.customer.timeZone,
  };
}

/** `YYYY-MM-DD` of an instant in a zone. `sv-SE` writes dates exactly so. */
function dateIn(timeZone: string, now: Date): string {
  const known = dateFormats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone });
  dateFormats.set(timeZone, known);
  return known.format(now);
}

/** Making one costs about as much as a page's whole walk; there are as many as there are zones. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();
