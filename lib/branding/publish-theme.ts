import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type FieldRefusal, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { partnerThemeSchema } from './partner-theme';

export type PublishThemeInput = Readonly<{
  tenantId: string;
  name: string;
  mark: string;
  brand: string;
  supportEmail?: string | null;
  /** The version that the person saw; 0 when the tenant had none of its own. */
  baseVersion: number;
}>;
export type PublishedTheme = Readonly<{ version: number }>;

const supportEmailSchema = z.union([z.literal(''), z.email().max(254)]);

/**
 * Publishes a partner's look as a new version; pages and mails carry it from the next one on, earlier versions stay.
 * Refuses `forbidden`, `not_found` for a tenant out of sight or a customer, `invalid_input` with the fields, and
 * `conflict` when somebody else has published since the person opened the page. Records `theme.published`.
 */
export async function publishTheme(
  tx: TenantTx,
  actor: Actor,
  input: PublishThemeInput,
  means: Means = systemMeans,
): Promise<Outcome<PublishedTheme>> {
  const allowed = authorise(actor, 'theme.edit');
  if (!allowed.ok) return allowed;
  const theme = partnerThemeSchema.safeParse({ name: input.name, mark: input.mark, brand: input.brand });
  const support = supportEmailSchema.safeParse(input.supportEmail?.trim() ?? '');
  if (!theme.success || !support.success) {
    const wrong = new Set(theme.success ? [] : theme.error.issues.map(({ path }) => String(path[0])));
    if (!support.success) wrong.add('supportEmail');
    return refuse('invalid_input', {}, { fields: problems(wrong) });
  }
  const [tenant] = await tx.$queryRaw<{ id: string }[]>`
    select id from tenants where id = ${input.tenantId}::uuid and kind <> 'customer'
      and id = any ((select app.visible_tenants())::uuid[])`;
  if (!tenant) return refuse('not_found');

  // The row lock makes two people who publish at once follow each other; the second then finds another version.
  await tx.$queryRaw`select 1 as one from themes where tenant_id = ${tenant.id}::uuid and is_active for update`;
  const [latest] = await tx.$queryRaw<{ version: number }[]>`
    select coalesce(max(version), 0)::int as version from themes where tenant_id = ${tenant.id}::uuid`;
  const current = latest?.version ?? 0;
  if (current !== input.baseVersion) return refuse('conflict');

  const id = means.newId();
  const version = current + 1;
  const { name, mark, brand } = theme.data;
  await tx.$executeRaw`update themes set is_active = false where tenant_id = ${tenant.id}::uuid and is_active`;
  await tx.$executeRaw`
    insert into themes (tenant_id, id, version, name, mark, brand, support_email)
    values (${tenant.id}::uuid, ${id}::uuid, ${version}, ${name}, ${mark}, ${brand}, ${support.data || null})`;
  await recordAudit(tx, tenant.id, {
    action: 'theme.published',
    entityType: 'theme',
    entityId: id,
    details: { version, brand },
  });
  return ok({ version });
}

/** The fields of the form that are wrong, each with the code of its sentence. */
const problems = (wrong: ReadonlySet<string>): Readonly<Record<string, readonly FieldRefusal[]>> =>
  Object.fromEntries([...wrong].map((field) => [field, [{ code: `partner.problem.${field}`, args: {} }]]));
