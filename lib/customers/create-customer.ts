import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { slugFor } from './slug';

export const createCustomerInput = z.object({
  /** The partner or platform that onboards the customer. */
  ownerTenantId: z.uuid(),
  name: z.string().trim().min(1).max(200),
  locale: z.string().min(2).max(35),
  timeZone: z.string().min(1).max(64).default('UTC'),
  region: z.enum(['eu', 'us']).default('eu'),
  industry: z.string().trim().max(100).optional(),
  size: z.string().trim().max(40).optional(),
  complianceRequirements: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
});
export type CreateCustomerInput = z.input<typeof createCustomerInput>;
export type CreatedCustomer = Readonly<{ tenantId: string; name: string; ownerTenantId: string }>;

/**
 * Registers a customer: a tenant of its own below its owner, its registry record and its profile. Refuses `forbidden`
 * without the right to create customers and `not_found` for an owner that the actor cannot see or that is itself a
 * customer. Records `customer.created`.
 */
export async function createCustomer(
  tx: TenantTx,
  actor: Actor,
  input: CreateCustomerInput,
  means: Means = systemMeans,
): Promise<Outcome<CreatedCustomer>> {
  const allowed = authorise(actor, 'customer.create');
  if (!allowed.ok) return allowed;
  const { ownerTenantId, name, locale, timeZone, region, industry, size, complianceRequirements } =
    createCustomerInput.parse(input);
  const [owner] = await tx.$queryRaw<{ id: string }[]>`
    select id from tenants where id = ${ownerTenantId}::uuid and kind <> 'customer'
      and id = any ((select app.visible_tenants())::uuid[])`;
  if (!owner) return refuse('not_found');

  const tenantId = means.newId();
  // No RETURNING here: the row is visible only once the closure has grown, which happens after the statement.
  await tx.$executeRaw`
    insert into tenants (id, kind, parent_id, slug, name, region, locale, time_zone)
    values (${tenantId}::uuid, 'customer', ${owner.id}::uuid, ${slugFor(name, tenantId, 'customer')}, ${name}, ${region},
      ${locale}, ${timeZone})`;
  await tx.$executeRaw`
    insert into customers (tenant_id, owner_tenant_id, name) values (${tenantId}::uuid, ${owner.id}::uuid, ${name})`;
  await tx.$executeRaw`
    insert into customer_profiles (tenant_id, id, industry, size, compliance_requirements)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${industry ?? null}, ${size ?? null}, ${complianceRequirements}::text[])`;
  await recordAudit(tx, tenantId, {
    action: 'customer.created',
    entityType: 'customer',
    entityId: tenantId,
    details: { owner: owner.id },
  });
  return ok({ tenantId, name, ownerTenantId: owner.id });
}
