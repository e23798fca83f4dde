import { knownTenantHasher, tenantHasher, type TenantHasher } from '@/lib/crypto';
import type { Walk } from '@/lib/flow-definition';
import { knownTemplate, loadTemplate } from '@/lib/flow-templates';
import { faultPoint } from '@/lib/platform/faults';
import { isUuid } from '@/lib/platform/ids';
import type { Means } from '@/lib/platform/means';
import { isDelegate, Prisma, tenantStatement, withTenant, type Actor } from '@/lib/tenancy';
import type { StoredConflict } from './describe-conflicts';
import type { FlowState } from './flow-state';
import { lifecycleChange } from './lifecycle';
import { opened, type OpenedFlow } from './open-flow';
import { readPart } from './open-part';

/** What `app.save_step` answers. */
export type Saved =
  | Readonly<{ outcome: 'saved'; revision: number; flowRevision: number; at: string }>
  | Readonly<{ outcome: 'conflict'; conflicts: readonly StoredConflict[] }>
  | Readonly<{ outcome: 'taken'; field: string }>
  | Readonly<{ outcome: 'moved' | 'not_found' }>
  | Readonly<{ outcome: 'locked'; status: string }>;

export type StepWrite = Readonly<{
  step: string;
  section: string;
  task: string;
  status: string;
  patch: unknown;
  reserve: unknown;
  isContinue: boolean;
  ids: unknown;
  events: unknown;
  /** True when the patch holds nothing but answers that are due later. */
  later?: boolean;
  /** How long the page was open. */
  seconds?: number | null;
}>;

/** Reads a flow in one statement, without a transaction of its own; null when it is not there for the actor. */
export async function readFlow(actor: Actor, flowId: string, now: Date): Promise<OpenedFlow | null> {
  if (!isUuid(flowId)) return null;
  if (isDelegate(actor)) return readPart(actor, flowId, now);
  const [row] = await tenantStatement<{ state: FlowState | null }>(
    actor,
    (context) => Prisma.sql`select app.read_flow(${context}, ${flowId}::uuid) as state`,
  );
  const state = row?.state;
  if (!state) return null;
  const { templateTenantId, templateId } = state.flow;
  const template =
    knownTemplate(templateId) ?? (await withTenant(actor, (tx) => loadTemplate(tx, templateTenantId, templateId)));
  return opened(state, template, now);
}

/** The hash function of a tenant's answers. */
export const hasherFor = async (actor: Actor, tenantId: string): Promise<TenantHasher> =>
  knownTenantHasher(tenantId) ?? withTenant(actor, (tx) => tenantHasher(tx, tenantId));

/** The sections that a save completes, each as an event. */
export const sectionEvents = (before: Walk, after: Walk, means: Means) =>
  after.sections
    .filter(
      ({ section, completed }) =>
        completed && !before.sections.some((old) => old.section.id === section.id && old.completed),
    )
    .map(({ section }) => ({ id: means.newId(), name: 'section.completed', details: { sectionId: section.id } }));

/** Writes a step's answers with their audit entry and events in one statement, or nothing at all. */
export async function writeStep(actor: Actor, { state, template }: OpenedFlow, w: StepWrite): Promise<Saved> {
  const { tenantId, id } = state.flow;
  const change = lifecycleChange(template.compiled.definition, 'started', state.customer.status);
  const facts = { later: w.later === true, ...(typeof w.seconds === 'number' && { seconds: Math.round(w.seconds) }) };
  faultPoint('save:beforeWrite');
  const [row] = await tenantStatement<{ saved: Saved }>(
    actor,
    (context) => Prisma.sql`select app.save_step(${context}, ${tenantId}::uuid, ${id}::uuid, ${w.step}, ${w.section},
      ${w.task}, ${w.status}, ${JSON.stringify(w.patch)}::jsonb, ${JSON.stringify(w.reserve)}::jsonb, ${w.isContinue},
      ${JSON.stringify(change)}::jsonb, ${JSON.stringify(w.ids)}::jsonb, ${JSON.stringify(w.events)}::jsonb,
      ${JSON.stringify(facts)}::jsonb) as saved`,
  );
  if (!row) throw new Error('Saving a step gave no answer');
  return row.saved;
}
