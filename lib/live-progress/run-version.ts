import { createHash } from 'node:crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

/**
 * A short text that differs whenever a page about a flow's runs would differ: the state of the newest ones (a trial run
 * may be beside a set-up), that of each action, what is waited for, and where an offboarding stands. Refuses `forbidden`
 * and, for a flow out of sight, `not_found`.
 */
export async function runVersion(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
): Promise<Outcome<string>> {
  const allowed = authorise(actor, 'run.read');
  if (!allowed.ok) return allowed;
  if (!isUuid(flowId)) return refuse('not_found');
  const [row] = await tx.$queryRaw<{ state: string }[]>`
    select concat_ws('|', f.status, (
        select string_agg(concat_ws(';', r.id, r.status, r.wait_for, r.wait_until,
          (select string_agg(concat_ws(':', a.position, a.status, a.attempts, jsonb_array_length(a.tries),
              jsonb_array_length(a.undo_tries), a.finding is null), ',' order by a.position)
            from provisioning_actions a where a.tenant_id = r.tenant_id and a.run_id = r.id),
          (select string_agg(concat_ws(':', p.action_id, p.decision), ',' order by p.at, p.id)
            from run_approvals p where p.tenant_id = r.tenant_id and p.run_id = r.id)), '/' order by r.number)
        from (select * from provisioning_runs n where n.tenant_id = f.tenant_id and n.flow_id = f.id
          order by n.number desc limit 3) r),
      (select string_agg(concat_ws(':', o.id, o.status), ',' order by o.requested_at, o.id)
        from offboardings o where o.tenant_id = f.tenant_id and o.flow_id = f.id)) as state
    from onboarding_flows f where f.id = ${flowId}::uuid`;
  return row ? ok(createHash('sha256').update(row.state).digest('base64url').slice(0, 16)) : refuse('not_found');
}
