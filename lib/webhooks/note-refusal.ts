import { consume } from '@/lib/platform/rate-limit';
import { withTenant, type Actor } from '@/lib/tenancy';
import type { RefusalReason } from './profiles';

/**
 * Counts a refusal at a hook for its owner, who would otherwise not know "the signature is wrong" from "nothing came".
 * Nothing of what was sent is kept, and a flood is counted at the pace of a limit, not at its own.
 */
export async function noteRefusal(
  actor: Actor,
  { tenantId, hookId }: Readonly<{ tenantId: string; hookId: string }>,
  reason: RefusalReason,
  at: Date,
): Promise<void> {
  const counts = await consume('webhookRefusal', hookId);
  if (!counts.ok) return;
  await withTenant(
    actor,
    (tx) => tx.$executeRaw`
      insert into inbound_refusals as r (tenant_id, hook_id, reason, times, last_at)
      values (${tenantId}::uuid, ${hookId}::uuid, ${reason}, 1, ${at})
      on conflict (tenant_id, hook_id, reason) do update set times = r.times + 1, last_at = excluded.last_at`,
  );
}
