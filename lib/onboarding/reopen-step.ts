import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isForm } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { isOpen, type FlowState, type FlowStatus } from './flow-state';
import { openFlow } from './open-flow';

export const reopenStepInput = z.object({
  flowId: z.string().max(60),
  stepId: z.string().min(1).max(100),
  /** What should be looked at, in the words of whoever asks. */
  note: z.string('field.required').trim().min(1, 'field.required').max(2000, 'field.invalid'),
});
export type ReopenStepInput = z.input<typeof reopenStepInput>;

/** Why a completed page waits to be looked at again. */
export type Reopening = Readonly<{
  stepId: string;
  note: string;
  side: 'customer' | 'partner';
  /** Who asked; null for a program. */
  person: string | null;
  at: string;
}>;

/**
 * Gives a completed page back to be looked at again, with a note for whoever does. The answers stay as they are; the
 * page counts as open until somebody continues from it. Staff may also give back pages of a flow that was sent in, as
 * long as nothing is being set up: the submission is withdrawn and the flow says that changes were requested.
 * Refuses `forbidden`, `not_found`, `step_not_on_path`, `flow_locked`, and `step_not_completed`. Records
 * the note, audit and event `step.reopened`.
 */
export async function reopenStep(
  tx: TenantTx,
  actor: Actor,
  input: ReopenStepInput,
  means: Means = systemMeans,
): Promise<Outcome<{ flowId: string; stepId: string }>> {
  const allowed = authorise(actor, 'step.reopen');
  if (!allowed.ok) return allowed;
  const { flowId, stepId, note } = reopenStepInput.parse(input);
  const now = means.clock.now();
  const flow = await openFlow(tx, flowId, now);
  if (!flow.ok) return flow;
  const walked = flow.value.walk.steps.find(({ step }) => step.id === stepId);
  if (!walked || !isForm(walked.step)) {
    return refuse('step_not_on_path', {}, { detail: { stepId: flow.value.walk.nextStepId } });
  }
  const { tenantId } = flow.value.state.flow;
  const side = actor.kind === 'member' && actor.tenantKind === 'customer' ? 'customer' : 'partner';
  const [row] = await tx.$queryRaw<{ status: FlowStatus; busy: boolean }[]>`
    select f.status, exists (
      select 1 from provisioning_runs r where r.tenant_id = f.tenant_id and r.flow_id = f.id and r.kind <> 'dry_run'
        and r.status in ('planned', 'running', 'waiting', 'undoing', 'done')) as busy
    from onboarding_flows f where f.tenant_id = ${tenantId}::uuid and f.id = ${flowId}::uuid for update of f`;
  if (!row) return refuse('not_found');
  const isReturned = row.status === 'submitted' && !row.busy && side === 'partner';
  if (!isOpen(row.status) && !isReturned) return refuse('flow_locked', { status: row.status });

  const reopened = await tx.$executeRaw`
    update onboarding_steps set continued_at = null, completed_at = null, status = 'in_progress', updated_at = ${now}
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and step_name = ${stepId}
      and continued_at is not null`;
  if (reopened === 0) return refuse('step_not_completed');
  await tx.$executeRaw`
    insert into step_reopenings (tenant_id, id, flow_id, step_name, note, side, user_id, person, at)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${stepId}, ${note}, ${side},
      ${actorUserId(actor)}::uuid, ${actor.kind === 'member' ? actor.displayName : null}, ${now})`;
  if (isReturned) {
    await tx.$executeRaw`
      update flow_milestones set withdrawn_at = ${now}
      where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = 'submitted' and withdrawn_at is null`;
  }
  await tx.$executeRaw`
    update onboarding_flows set revision = revision + 1, updated_at = ${now}, last_activity_at = ${now},
      status = case when ${isReturned} then 'changes_requested' else status end,
      submitted_at = case when ${isReturned} then null else submitted_at end
    where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid`;
  await recordAudit(tx, tenantId, {
    action: 'step.reopened',
    entityType: 'flow',
    entityId: flowId,
    details: { flow: flowId, step: stepId, side },
  });
  await recordEvent(tx, tenantId, { flowId, name: 'step.reopened', details: { step: stepId, side } });
  return ok({ flowId, stepId });
}

/** The pages of a flow that wait to be looked at again, with the newest note of each. */
export async function openReopenings(tx: TenantTx, state: FlowState): Promise<ReadonlyMap<string, Reopening>> {
  const rows = await tx.$queryRaw<(Omit<Reopening, 'at'> & { at: Date })[]>`
    select distinct on (step_name) step_name as "stepId", note, side, person, at from step_reopenings
    where tenant_id = ${state.flow.tenantId}::uuid and flow_id = ${state.flow.id}::uuid
    order by step_name, at desc, id desc`;
  const waiting = rows.filter(({ stepId, at }) => {
    const continuedAt = state.steps[stepId]?.continuedAt;
    return continuedAt === null || continuedAt === undefined || new Date(continuedAt) < at;
  });
  return new Map(waiting.map((row) => [row.stepId, { ...row, at: row.at.toISOString() }]));
}

/**
 * The pages that can be given back now: those that are completed, in order. Empty for those who may not, and while the
 * flow is locked. Refuses `forbidden` and `not_found`. Records nothing.
 */
export async function listReopenableSteps(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: Readonly<{ flowId: string; locale: string }>,
  means: Means = systemMeans,
): Promise<Outcome<readonly Readonly<{ stepId: string; title: string }>[]>> {
  const allowed = authorise(actor, 'step.reopen');
  if (!allowed.ok) return allowed;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  const { state, walk } = flow.value;
  const isStaff = actor.kind !== 'member' || actor.tenantKind !== 'customer';
  if (!isOpen(state.flow.status) && !(isStaff && state.flow.status === 'submitted')) return ok([]);
  return ok(
    walk.steps.flatMap(({ step }) =>
      isForm(step) && state.steps[step.id]?.continuedAt
        ? [{ stepId: step.id, title: localizedText(step.title, locale) }]
        : [],
    ),
  );
}
