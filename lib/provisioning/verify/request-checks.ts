import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { enqueue } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { openLookedAt, openVerifyStep } from './open-verified';
import { noteAsked, readFindings, type Place } from './results';
import { findDiagnostic } from './run-checks';
import { verifyPlace } from './verify-step';

export type VerificationRef = Readonly<{ flowId: string; stepId: string }>;
export type DiagnosticRef = Readonly<{ flowId: string; diagnosticId: string }>;

/** A look that was asked for so recently is still being taken: asking again is the same request. */
const sameRequestMs = 60_000;

/**
 * Has the worker take all looks of a verification step. Refuses `forbidden`, `not_found`, `step_not_on_path` and
 * `task_blocked` before the answers were sent in. Asking twice within a minute is one look. Records audit
 * `checks.requested`.
 */
export async function requestVerification(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId }: VerificationRef,
  means: Means = systemMeans,
): Promise<Outcome<VerificationRef>> {
  const allowed = authorise(actor, 'task.complete');
  if (!allowed.ok) return allowed;
  const opened = await openVerifyStep(tx, flowId, stepId, means);
  if (!opened.ok) return opened;
  const { at, step } = opened.value;
  const asked = step.checks.flatMap(({ id, by }) => (by === 'check' ? [id] : []));
  await request(tx, verifyPlace(at.flow, step.id), asked, means);
  return ok({ flowId, stepId });
}

/**
 * Has the worker take the looks of a guided diagnostic of the flow's template. Refuses `forbidden`, and `not_found` for
 * a flow out of sight and for a diagnostic that the template does not have. Asking twice within a minute is one look.
 * Records audit `checks.requested`.
 */
export async function runDiagnostic(
  tx: TenantTx,
  actor: Actor,
  { flowId, diagnosticId }: DiagnosticRef,
  means: Means = systemMeans,
): Promise<Outcome<DiagnosticRef>> {
  const allowed = authorise(actor, 'task.complete');
  if (!allowed.ok) return allowed;
  const opened = await openLookedAt(tx, flowId, means);
  if (!opened.ok) return opened;
  const diagnostic = findDiagnostic(opened.value, diagnosticId);
  if (diagnostic === null) return refuse('not_found');
  const { tenantId } = opened.value.flow;
  const where: Place = { tenantId, flowId, scope: 'diagnostic', place: diagnostic.id };
  await request(
    tx,
    where,
    diagnostic.probes.map(({ id }) => id),
    means,
  );
  return ok({ flowId, diagnosticId });
}

async function request(tx: TenantTx, where: Place, itemIds: readonly string[], means: Means): Promise<void> {
  const now = means.clock.now();
  const known = await readFindings(tx, where);
  const open = [...known.values()].flatMap(({ askedAt }) => (askedAt === null ? [] : [askedAt.getTime()]));
  if (itemIds.length === 0 || open.some((askedAt) => now.getTime() - askedAt < sameRequestMs)) return;
  await noteAsked(tx, where, itemIds, now);
  const { tenantId, flowId, scope, place } = where;
  await enqueue(tx, {
    workflow: 'run-checks',
    id: `checks:${means.newId()}`,
    args: { tenantId, flowId, scope, place },
  });
  await recordAudit(tx, tenantId, {
    action: 'checks.requested',
    entityType: 'flow',
    entityId: flowId,
    details: { flow: flowId, scope, step: place },
  });
}
