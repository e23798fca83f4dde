import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

/**
 * Begins to onboard the customers of a list that was looked at; `onboardLists` goes on with it. Starting it again is the same start. Refuses `forbidden`,
 * `not_found` for a list that is missing or somebody else's, and `nothing_to_onboard` when no line of it is in order.
 * Records `bulk.started`.
 */
export async function startList(
  tx: TenantTx,
  actor: Actor,
  { bulkId }: Readonly<{ bulkId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ bulkId: string }>>> {
  for (const action of ['customer.create', 'flow.start'] as const) {
    const allowed = authorise(actor, action);
    if (!allowed.ok) return allowed;
  }
  const tenantId = actor.tenantId;
  const [list] = isUuid(bulkId)
    ? await tx.$queryRaw<{ status: string; waiting: number }[]>`
        select b.status, (
          select count(*)::int from bulk_onboarding_rows r
          where r.tenant_id = b.tenant_id and r.bulk_id = b.id and r.status = 'waiting') as waiting
        from bulk_onboardings b where b.tenant_id = ${tenantId}::uuid and b.id = ${bulkId}::uuid for update of b`
    : [];
  if (!list) return refuse('not_found');
  if (list.status !== 'preview') return ok({ bulkId });
  if (list.waiting === 0) return refuse('nothing_to_onboard');
  await tx.$executeRaw`
    update bulk_onboardings set status = 'running', started_at = ${means.clock.now()}
    where tenant_id = ${tenantId}::uuid and id = ${bulkId}::uuid`;
  await recordAudit(tx, tenantId, {
    action: 'bulk.started',
    entityType: 'bulk_onboarding',
    entityId: bulkId,
    details: { customers: list.waiting },
  });
  return ok({ bulkId });
}
