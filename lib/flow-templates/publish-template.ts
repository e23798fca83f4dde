import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import type { Finding } from '@/lib/flow-definition';
import { check, compileDefinition, parseDefinition } from '@/lib/flow-definition/schema';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

export type PublishTemplateInput = Readonly<{ tenantId: string; templateId: string }>;
export type PublishedTemplate = Readonly<{
  templateId: string;
  key: string;
  version: number;
  warnings: readonly Finding[];
}>;

/**
 * Publishes a draft: from then on it never changes, and new flows below this tenant pin it. Refuses `forbidden`,
 * `not_found` for what is missing, out of sight or no draft, and `template_invalid` with the findings (each with its
 * path in the document) when it does not parse or when the checks find an error. Records `template.published`.
 */
export async function publishTemplate(
  tx: TenantTx,
  actor: Actor,
  { tenantId, templateId }: PublishTemplateInput,
  means: Means = systemMeans,
): Promise<Outcome<PublishedTemplate>> {
  const allowed = authorise(actor, 'template.publish');
  if (!allowed.ok) return allowed;
  const [draft] = await tx.$queryRaw<{ key: string; version: number; definition: Record<string, unknown> }[]>`
    select key, version, config -> 'definition' as definition from onboarding_templates
    where tenant_id = ${tenantId}::uuid and id = ${templateId}::uuid and status = 'draft' for update`;
  if (!draft) return refuse('not_found');

  const prepared = prepareDefinition({ ...draft.definition, key: draft.key, version: draft.version });
  if (!prepared.ok)
    return refuse('template_invalid', { count: prepared.findings.length }, { detail: { findings: prepared.findings } });
  await tx.$executeRaw`
    update onboarding_templates set is_active = false
    where tenant_id = ${tenantId}::uuid and key = ${draft.key} and is_active`;
  await tx.$executeRaw`
    update onboarding_templates set status = 'published', is_active = true, name = ${prepared.name},
      config = ${prepared.config}::jsonb, published_at = ${means.clock.now()}
    where tenant_id = ${tenantId}::uuid and id = ${templateId}::uuid`;
  await recordAudit(tx, tenantId, {
    action: 'template.published',
    entityType: 'template',
    entityId: templateId,
    details: { key: draft.key, version: draft.version },
  });
  return ok({ templateId, key: draft.key, version: draft.version, warnings: prepared.warnings });
}

type Prepared =
  | Readonly<{ ok: true; name: string; config: string; warnings: readonly Finding[] }>
  | Readonly<{ ok: false; findings: readonly Finding[] }>;

/** Parses, checks and compiles a document; `config` is what the row of a published version holds. */
export function prepareDefinition(document: unknown): Prepared {
  const parsed = parseDefinition(document);
  if (!parsed.ok) return { ok: false, findings: parsed.issues.map((issue) => ({ severity: 'error', ...issue })) };
  const findings = check(parsed.definition);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { ok: false, findings: errors };
  const { definition, ...compiled } = compileDefinition(parsed.definition);
  const name = definition.title.en ?? Object.values(definition.title)[0] ?? definition.key;
  return { ok: true, name, config: JSON.stringify({ definition, compiled }), warnings: findings };
}
