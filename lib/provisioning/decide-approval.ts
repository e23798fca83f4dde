import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, can, contextRole, type Actor, type TenantTx } from '@/lib/tenancy';
import { latestRun } from './latest-run';
import { resumeRun } from './resume-run';
import { readRun } from './run-record';

export const decideApprovalInput = z.object({
  flowId: z.string().max(60),
  actionId: z.string().min(1).max(100),
  decision: z.enum(['approve', 'decline']),
  note: z.string().trim().max(2000, 'field.invalid').default(''),
});
export type DecideApprovalInput = z.input<typeof decideApprovalInput>;

/**
 * Agrees to an action that waits for people, or says no. Refuses `forbidden` (also for a role that the action does not
 * ask for), `not_found`, `approval_not_open` when nothing waits for this person's word, and `approval_own` for whoever
 * sent the answers in. Records `approval.given` or `approval.declined`, and lets the run go on.
 */
export async function decideApproval(
  tx: TenantTx,
  actor: Actor,
  input: DecideApprovalInput,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ runId: string; actionId: string }>>> {
  const allowed = authorise(actor, 'run.read');
  if (!allowed.ok) return allowed;
  const { flowId, actionId, decision, note } = decideApprovalInput.parse(input);
  const last = isUuid(flowId) ? await latestRun(tx, flowId, true) : null;
  const run = last && (await readRun(tx, last));
  if (!run) return refuse('not_found');
  const action = run.actions.find(({ planned }) => planned.id === actionId);
  if (!action || action.status !== 'paused' || run.waiting?.for !== 'approval') return refuse('approval_not_open');
  const userId = actorUserId(actor);
  const role = action.planned.args['role'];
  const mayDecide = typeof role === 'string' ? contextRole(actor) === role : can(actor, 'run.retry');
  if (userId === null || actor.kind !== 'member' || !mayDecide) return refuse('forbidden', { action: 'run.approve' });
  const { tenantId, runId } = run;
  const [submitted] = await tx.$queryRaw<{ user_id: string | null }[]>`
    select user_id from flow_milestones
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = 'submitted' and withdrawn_at is null`;
  if (submitted?.user_id === userId) return refuse('approval_own');
  const stored = await tx.$executeRaw`
    insert into run_approvals (tenant_id, id, run_id, action_id, user_id, person, role, decision, note, at)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${runId}::uuid, ${actionId}, ${userId}::uuid, ${actor.displayName},
      ${contextRole(actor)}, ${decision}, ${note}, ${means.clock.now()})
    on conflict (tenant_id, run_id, action_id, user_id) do nothing`;
  if (stored === 0) return refuse('approval_not_open');
  await resumeRun(tx, { tenantId, runId }, means);
  const name = decision === 'approve' ? 'approval.given' : 'approval.declined';
  await recordAudit(tx, tenantId, { action: name, entityType: 'run', entityId: runId, details: { actionId } });
  await recordEvent(tx, tenantId, { flowId, name, details: { runId, actionId } });
  return ok({ runId, actionId });
}
