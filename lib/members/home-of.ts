import type { Actor, TenantTx } from '@/lib/tenancy';

/** Where somebody's work is: their customer's newest flow, the staff's portfolio, or nowhere yet. */
export type Home = Readonly<{ kind: 'flow'; flowId: string } | { kind: 'staff' } | { kind: 'none' }>;

/** The place to go to after signing in without another wish. */
export async function homeOf(tx: TenantTx, actor: Extract<Actor, { kind: 'member' }>): Promise<Home> {
  if (actor.tenantKind !== 'customer') return { kind: 'staff' };
  if (actor.role === 'delegate') {
    const [part] = await tx.$queryRaw<{ flowId: string }[]>`
      select flow_id as "flowId" from assignments where member_id = ${actor.memberId}::uuid and revoked_at is null
        and (expires_at is null or expires_at > clock_timestamp()) order by created_at desc, id desc limit 1`;
    return part ? { kind: 'flow', flowId: part.flowId } : { kind: 'none' };
  }
  const [flow] = await tx.$queryRaw<{ id: string }[]>`
    select id from onboarding_flows where tenant_id = ${actor.tenantId}::uuid and status <> 'cancelled'
    order by created_at desc, id desc limit 1`;
  return flow ? { kind: 'flow', flowId: flow.id } : { kind: 'none' };
}
