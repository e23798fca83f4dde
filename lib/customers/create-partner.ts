import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

export const createPartnerInput = z.object({
  /** The platform, or a partner that has partners of its own. */
  parentTenantId: z.uuid(),
  name: z.string().trim().min(1).max(200),
  /** Its host name's first label, so lower case and unique over the whole tree. */
  slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
  locale: z.string().min(2).max(35),
  timeZone: z.string().min(1).max(64).default('UTC'),
  theme: z.object({
    name: z.string().trim().min(1).max(80),
    mark: z.string().trim().min(1).max(2),
    brand: z.string().regex(/^#[0-9a-f]{6}$/),
    supportEmail: z.email().optional(),
  }),
});
export type CreatePartnerInput = z.input<typeof createPartnerInput>;
export type CreatedPartner = Readonly<{ tenantId: string; slug: string; name: string }>;

/**
 * Makes a partner below the platform or another partner, with the first version of its theme. Refuses `forbidden`,
 * `not_found` for a parent that the actor cannot see or that is a customer, and `identifier_taken` when another partner
 * has the host name. Records `partner.created`.
 */
export async function createPartner(
  tx: TenantTx,
  actor: Actor,
  input: CreatePartnerInput,
  means: Means = systemMeans,
): Promise<Outcome<CreatedPartner>> {
  const allowed = authorise(actor, 'partner.create');
  if (!allowed.ok) return allowed;
  const { parentTenantId, name, slug, locale, timeZone, theme } = createPartnerInput.parse(input);
  const [parent] = await tx.$queryRaw<{ id: string }[]>`
    select id from tenants where id = ${parentTenantId}::uuid and kind <> 'customer'
      and id = any ((select app.visible_tenants())::uuid[])`;
  if (!parent) return refuse('not_found');

  const tenantId = means.newId();
  const inserted = await tx.$executeRaw`
    insert into tenants (id, kind, parent_id, slug, name, locale, time_zone)
    values (${tenantId}::uuid, 'partner', ${parent.id}::uuid, ${slug}, ${name}, ${locale}, ${timeZone})
    on conflict do nothing`;
  if (inserted === 0) return refuse('identifier_taken', { value: slug });
  await tx.$executeRaw`
    insert into themes (tenant_id, id, version, name, mark, brand, support_email)
    values (${tenantId}::uuid, ${means.newId()}::uuid, 1, ${theme.name}, ${theme.mark}, ${theme.brand},
      ${theme.supportEmail ?? null})`;
  await recordAudit(tx, tenantId, {
    action: 'partner.created',
    entityType: 'tenant',
    entityId: tenantId,
    details: { parent: parent.id, slug },
  });
  return ok({ tenantId, slug, name });
}
