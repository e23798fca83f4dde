import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { library } from './library';
import { prepareDefinition } from './publish-template';

/**
 * Publishes the templates that come with the product for one tenant, the platform as a rule; a version that is already
 * there stays as it is, so this may run at every start. Refuses `forbidden`, and `not_found` for a tenant out of sight.
 * Records `template.published` for each new one. Throws when a template of the library does not pass its own checks.
 */
export async function installLibrary(
  tx: TenantTx,
  actor: Actor,
  { tenantId }: Readonly<{ tenantId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<{ installed: readonly string[] }>> {
  const allowed = authorise(actor, 'template.publish');
  if (!allowed.ok) return allowed;
  const [tenant] = await tx.$queryRaw<{ id: string }[]>`
    select id from tenants where id = ${tenantId}::uuid and id = any ((select app.visible_tenants())::uuid[])`;
  if (!tenant) return refuse('not_found');
  const installed: string[] = [];
  for (const definition of library) {
    const prepared = prepareDefinition(definition);
    if (!prepared.ok)
      throw new Error(`The library template ${definition.key} is invalid: ${JSON.stringify(prepared.findings)}`);
    const templateId = means.newId();
    const inserted = await tx.$executeRaw`
      insert into onboarding_templates (tenant_id, id, key, name, config, version, status, is_active, published_at)
      values (${tenantId}::uuid, ${templateId}::uuid, ${definition.key}, ${prepared.name}, ${prepared.config}::jsonb,
        ${definition.version}, 'published', false, ${means.clock.now()})
      on conflict do nothing`;
    if (inserted === 0) continue;
    await tx.$executeRaw`
      update onboarding_templates set is_active = (id = ${templateId}::uuid)
      where tenant_id = ${tenantId}::uuid and key = ${definition.key} and status = 'published'`;
    await recordAudit(tx, tenantId, {
      action: 'template.published',
      entityType: 'template',
      entityId: templateId,
      details: { key: definition.key, version: definition.version },
    });
    installed.push(`${definition.key}@${definition.version}`);
  }
  return ok({ installed });
}
