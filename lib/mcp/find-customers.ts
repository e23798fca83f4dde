import { ok, type Outcome } from '@/lib/errors';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

/** A customer as machines know it: by the identifier that was given to it, or by the id of its tenant. */
export type KnownCustomer = Readonly<{
  customer_id: string;
  customer_name: string;
  status: string;
  industry: string | null;
  tenant_id: string;
  onboarding: Readonly<{ id: string; template: string; status: string }> | null;
  created_at: string;
}>;

/** At most so many customers are listed at once. */
export const customersMax = 500;

/**
 * The customer of this id, or null: for one that there is not, one of somebody else, and an id that two visible customers
 * have in different systems. Refuses `forbidden`. Records nothing.
 */
export async function findCustomer(
  tx: TenantTx,
  actor: Actor,
  customerId: string,
): Promise<Outcome<KnownCustomer | null>> {
  const allowed = authorise(actor, 'customer.read');
  if (!allowed.ok) return allowed;
  const found = await known(tx, { id: customerId, industry: null });
  return ok(found.length === 1 ? (found[0] ?? null) : null);
}

/** The visible customers of an industry, by name. Refuses `forbidden`. Records nothing. */
export async function listCustomersByIndustry(
  tx: TenantTx,
  actor: Actor,
  industry: string,
): Promise<Outcome<readonly KnownCustomer[]>> {
  const allowed = authorise(actor, 'customer.read');
  if (!allowed.ok) return allowed;
  return ok(await known(tx, { id: null, industry }));
}

/**
 * The industry is whatever the customer answered to the question that means it, in whichever template asks it, and else
 * what was known when the customer was registered. Rows out of sight are not there.
 */
function known(
  tx: TenantTx,
  { id, industry }: Readonly<{ id: string | null; industry: string | null }>,
): Promise<readonly KnownCustomer[]> {
  return tx.$queryRaw<KnownCustomer[]>`
    with newest as (
      select distinct on (f.tenant_id) f.tenant_id, f.id, f.status, t.key, t.config
      from onboarding_flows f
      join onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
      order by f.tenant_id, f.created_at desc, f.id desc
    ), listed as (
      select c.tenant_id, c.name, c.status, c.created_at,
        coalesce((select i.value from customer_identifiers i where i.tenant_id = c.tenant_id
          order by i.created_at, i.id limit 1), c.tenant_id::text) as customer_id,
        coalesce((
          select s.data -> field.id ->> 'value'
          from newest n
          cross join lateral (
            select value #>> '{}' as id from jsonb_path_query(n.config,
              '$.definition.sections[*].tasks[*].steps[*].fields[*] ? (@.semantic == "organization.industry").id') found(value)
          ) field
          join onboarding_steps s on s.tenant_id = n.tenant_id and s.flow_id = n.id and s.data ? field.id
          where n.tenant_id = c.tenant_id limit 1
        ), (select p.industry from customer_profiles p where p.tenant_id = c.tenant_id)) as industry
      from customers c
      where ${id}::text is null or c.tenant_id::text = ${id}
        or exists (select 1 from customer_identifiers i where i.tenant_id = c.tenant_id and i.value = ${id})
    )
    select l.customer_id, l.name as customer_name, l.status, l.industry, l.tenant_id::text as tenant_id,
      case when n.id is null then null
        else jsonb_build_object('id', n.id, 'template', n.key, 'status', n.status) end as onboarding,
      to_json(l.created_at) #>> '{}' as created_at
    from listed l left join newest n on n.tenant_id = l.tenant_id
    where ${industry}::text is null or l.industry = ${industry}
    order by l.name, l.tenant_id limit ${customersMax}`;
}
