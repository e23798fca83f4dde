import { ok, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { remindDays } from './tend-credentials';

/** A credential that has to be replaced; never its value. */
export type Rotation = Readonly<{
  customerTenantId: string;
  customerName: string;
  flowId: string;
  stepName: string;
  name: string;
  fingerprint: string;
  rotateAt: Date;
  /** `soon` before the day, `due` from then on. */
  state: 'soon' | 'due';
}>;

/**
 * Credentials that have to be replaced within two weeks, or already, the most urgent first: of one flow, or of all that
 * the reader sees. Refuses `forbidden`. Records nothing.
 */
export async function listRotations(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId?: string }> = {},
  means: Means = systemMeans,
): Promise<Outcome<readonly Rotation[]>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  if (flowId !== undefined && !isUuid(flowId)) return ok([]);
  const now = means.clock.now();
  const until = new Date(now.getTime() + remindDays * 86_400_000);
  const rows = await tx.$queryRaw<Omit<Rotation, 'state'>[]>`
    select c.tenant_id as "customerTenantId", t.name as "customerName", c.flow_id as "flowId",
      c.step_name as "stepName", c.name, c.fingerprint, c.rotate_at as "rotateAt"
    from credentials c join tenants t on t.id = c.tenant_id
    where c.rotate_at <= ${until} and c.replaced_at is null and c.removed_at is null
      and (${flowId ?? null}::uuid is null or c.flow_id = ${flowId ?? null}::uuid)
    order by c.rotate_at, c.id limit 200`;
  return ok(rows.map((row) => ({ ...row, state: row.rotateAt <= now ? 'due' : 'soon' })));
}
