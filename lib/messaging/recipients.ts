import { customerRoles, type TenantTx } from '@/lib/tenancy';

/** Whom an event concerns. */
export type Audience = 'person' | 'asked' | 'owners' | 'admins' | 'managers' | 'deciders' | 'approvers' | 'requester';

/** An event as far as it says whom it concerns. */
export type Occasion = Readonly<{
  tenantId: string;
  flowId: string | null;
  userId: string | null;
  details: Readonly<Record<string, unknown>>;
}>;
export type Recipient = Readonly<{ memberId: string; email: string; locale: string | null }>;

/** The people whom an event concerns, each once, with the language that each has chosen. */
export function recipients(tx: TenantTx, event: Occasion, to: Audience): Promise<readonly Recipient[]> {
  switch (to) {
    case 'person':
      return tx.$queryRaw`
        select m.id as "memberId", m.email, app.people(array[m.user_id]) -> m.user_id::text ->> 'locale' as locale
        from members m where m.tenant_id = ${event.tenantId}::uuid and m.user_id = ${event.userId}::uuid and m.revoked_at is null`;
    case 'asked':
      // Whoever has the page, else the owners; never the one who asks.
      return tx.$queryRaw`
        with having_it as (
          select m.* from assignments a join members m on m.tenant_id = a.tenant_id and m.id = a.member_id
          where a.tenant_id = ${event.tenantId}::uuid and a.flow_id = ${event.flowId}::uuid and a.revoked_at is null
            and (a.expires_at is null or a.expires_at > clock_timestamp()) and m.revoked_at is null
            and ${String(event.details.stepId ?? '')} = any (a.step_names) and m.user_id is distinct from ${event.userId}::uuid
        ), people as (
          select * from having_it union
          select m.* from members m where m.tenant_id = ${event.tenantId}::uuid and m.role = 'owner' and m.revoked_at is null
            and m.user_id is distinct from ${event.userId}::uuid and not exists (select 1 from having_it)
        )
        select p.id as "memberId", p.email, app.people(array[p.user_id]) -> p.user_id::text ->> 'locale' as locale from people p`;
    case 'owners':
      return tx.$queryRaw`
        select m.id as "memberId", m.email, app.people(array[m.user_id]) -> m.user_id::text ->> 'locale' as locale
        from members m where m.tenant_id = ${event.tenantId}::uuid and m.role = 'owner' and m.revoked_at is null`;
    case 'admins':
      return tx.$queryRaw`
        select m.id as "memberId", m.email, app.people(array[m.user_id]) -> m.user_id::text ->> 'locale' as locale
        from members m where m.tenant_id = ${event.tenantId}::uuid and m.role = 'admin' and m.revoked_at is null`;
    case 'managers':
      // The flow's own success manager, else the administrators of the partner that onboards this customer.
      return tx.$queryRaw`
        with managers as (
          select m.* from onboarding_flows f join members m
            on m.tenant_id = f.manager_tenant_id and m.id = f.manager_member_id and m.revoked_at is null
          where f.tenant_id = ${event.tenantId}::uuid and f.id = ${event.flowId}::uuid
        ), people as (
          select * from managers union all
          select m.* from customers c join members m
            on m.tenant_id = c.owner_tenant_id and m.role = 'admin' and m.revoked_at is null
          where c.tenant_id = ${event.tenantId}::uuid and not exists (select 1 from managers)
        )
        select p.id as "memberId", p.email, app.people(array[p.user_id]) -> p.user_id::text ->> 'locale' as locale from people p`;
    case 'deciders':
      return deciders(tx, event);
    case 'approvers':
      return approvers(tx, event);
    case 'requester':
      return requester(tx, event);
  }
}

type Colleague = Recipient & Readonly<{ closest: boolean }>;

/**
 * Those of a customer's partner who have the flow or administer the partner; where that is nobody, everybody who may
 * decide. A large partner's hundred success managers are not all written to about each customer.
 */
const closest = (colleagues: readonly Colleague[]): readonly Recipient[] => {
  const near = colleagues.filter((colleague) => colleague.closest);
  return near.length > 0 ? near : colleagues;
};

/** Whoever may agree to a customer's leaving: never the one who asks. */
async function deciders(tx: TenantTx, { tenantId, flowId, userId }: Occasion): Promise<readonly Recipient[]> {
  return closest(
    await tx.$queryRaw<Colleague[]>`
      select m.id as "memberId", m.email, app.people(array[m.user_id]) -> m.user_id::text ->> 'locale' as locale,
        m.role = 'admin' or (m.tenant_id = f.manager_tenant_id and m.id = f.manager_member_id) is true as closest
      from customers c
      join onboarding_flows f on f.tenant_id = c.tenant_id and f.id = ${flowId}::uuid
      join members m on m.tenant_id = c.owner_tenant_id and m.role in ('admin', 'success_manager') and m.revoked_at is null
      where c.tenant_id = ${tenantId}::uuid and m.user_id is distinct from ${userId}::uuid`,
  );
}

/** Whoever may agree to an action of a run, which may name a role: never the one who sent the answers in. */
async function approvers(tx: TenantTx, { tenantId, flowId, details }: Occasion): Promise<readonly Recipient[]> {
  const colleagues = await tx.$queryRaw<Colleague[]>`
    with asked as (
      select jsonb_path_query_first(r.plan, '$.actions[*] ? (@.id == $id).args.role',
          jsonb_build_object('id', ${String(details.actionId ?? '')}::text)) #>> '{}' as role,
        c.owner_tenant_id, f.manager_tenant_id, f.manager_member_id,
        (select s.user_id from flow_milestones s where s.tenant_id = r.tenant_id and s.flow_id = r.flow_id
          and s.name = 'submitted' and s.withdrawn_at is null) as sender
      from provisioning_runs r
      join customers c on c.tenant_id = r.tenant_id
      join onboarding_flows f on f.tenant_id = r.tenant_id and f.id = r.flow_id
      where r.tenant_id = ${tenantId}::uuid and r.flow_id = ${flowId}::uuid and r.id::text = ${String(details.runId ?? '')}
    )
    select m.id as "memberId", m.email, app.people(array[m.user_id]) -> m.user_id::text ->> 'locale' as locale,
      asked.role is not null or m.role = 'admin'
        or (m.tenant_id = asked.manager_tenant_id and m.id = asked.manager_member_id) is true as closest
    from asked join members m on m.revoked_at is null and m.user_id is distinct from asked.sender
      and m.tenant_id = case when asked.role = any (${[...customerRoles]}) then ${tenantId}::uuid else asked.owner_tenant_id end
      and (m.role = asked.role or (asked.role is null and m.role in ('admin', 'success_manager')))`;
  return closest(colleagues);
}

/** Whoever has asked for a customer to leave, unless they have just done it themselves. */
const requester = (tx: TenantTx, { tenantId, flowId, userId }: Occasion): Promise<readonly Recipient[]> =>
  tx.$queryRaw<Recipient[]>`
    select m.id as "memberId", m.email, app.people(array[m.user_id]) -> m.user_id::text ->> 'locale' as locale
    from (select * from offboardings o where o.tenant_id = ${tenantId}::uuid and o.flow_id = ${flowId}::uuid
      order by o.requested_at desc, o.id desc limit 1) o
    join tenant_closure c on c.descendant_id = o.tenant_id and (c.depth = 0) = (o.side = 'customer')
    join members m on m.tenant_id = c.ancestor_id and m.user_id = o.requested_by and m.revoked_at is null
    where m.user_id is distinct from ${userId}::uuid order by c.depth limit 1`;
