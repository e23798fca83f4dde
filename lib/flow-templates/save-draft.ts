import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { draftSchema } from '@/lib/flow-definition/schema';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

export type SaveDraftInput = Readonly<{ tenantId: string; key: string; draft: unknown }>;
export type SavedDraft = Readonly<{ templateId: string; key: string; version: number }>;

/**
 * Keeps what an author has so far: the one draft of this key in this tenant, made as the next version when there is
 * none. A draft may be half a thought; publishing is what checks. Refuses `forbidden`, `invalid_input` for something
 * that is no template at all, and `not_found` for a tenant out of sight. Records `template.draft_saved`.
 */
export async function saveDraft(
  tx: TenantTx,
  actor: Actor,
  { tenantId, key, draft }: SaveDraftInput,
  means: Means = systemMeans,
): Promise<Outcome<SavedDraft>> {
  const allowed = authorise(actor, 'template.edit');
  if (!allowed.ok) return allowed;
  const parsed = draftSchema.safeParse(draft);
  if (!parsed.success || !/^[a-z][a-z0-9-]{1,62}$/.test(key)) return refuse('invalid_input');
  const [tenant] = await tx.$queryRaw<{ id: string }[]>`
    select id from tenants where id = ${tenantId}::uuid and kind <> 'customer'
      and id = any ((select app.visible_tenants())::uuid[])`;
  if (!tenant) return refuse('not_found');

  const versions = await tx.$queryRaw<{ id: string; version: number; status: string }[]>`
    select id, version, status from onboarding_templates
    where tenant_id = ${tenantId}::uuid and key = ${key} order by version desc for update`;
  const current = versions.find(({ status }) => status === 'draft');
  const templateId = current?.id ?? means.newId();
  const version = current?.version ?? (versions[0]?.version ?? 0) + 1;
  const config = JSON.stringify({ definition: parsed.data });
  if (current) {
    await tx.$executeRaw`
      update onboarding_templates set config = ${config}::jsonb where tenant_id = ${tenantId}::uuid and id = ${templateId}::uuid`;
  } else {
    await tx.$executeRaw`
      insert into onboarding_templates (tenant_id, id, key, name, config, version)
      values (${tenantId}::uuid, ${templateId}::uuid, ${key}, ${key}, ${config}::jsonb, ${version})`;
  }
  await recordAudit(tx, tenantId, {
    action: 'template.draft_saved',
    entityType: 'template',
    entityId: templateId,
    details: { key, version },
  });
  return ok({ templateId, key, version });
}
