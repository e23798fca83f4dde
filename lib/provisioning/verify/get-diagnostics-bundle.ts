import { ok, type Outcome } from '@/lib/errors';
import { recordAudit } from '@/lib/audit';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { bundleOf, type DiagnosticsBundle } from './diagnostics-bundle';
import { openLookedAt } from './open-verified';

/**
 * Puts together what engineering needs to know about a flow that does not work, for a ticket with them. Refuses
 * `forbidden` and `not_found`. Records audit `diagnostics.exported`.
 */
export async function getDiagnosticsBundle(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<DiagnosticsBundle>> {
  const allowed = authorise(actor, 'task.complete');
  if (!allowed.ok) return allowed;
  const opened = await openLookedAt(tx, flowId, means);
  if (!opened.ok) return opened;
  const bundle = await bundleOf(tx, opened.value, means);
  await recordAudit(tx, opened.value.flow.tenantId, {
    action: 'diagnostics.exported',
    entityType: 'flow',
    entityId: flowId,
    details: { flow: flowId },
  });
  return ok(bundle);
}
