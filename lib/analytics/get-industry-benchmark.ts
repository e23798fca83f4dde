import { ok, type Outcome } from '@/lib/errors';
import { fieldsOf, type LocalizedText } from '@/lib/flow-definition';
import { loadTemplate } from '@/lib/flow-templates';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { benchmarkOf, type IndustryMember } from './industry-benchmark';

/** One industry in which enough customers take part that none of them can be recognised. */
export type IndustryFigures = Readonly<{
  industry: string;
  label: LocalizedText;
  customers: number;
  /** From the invitation to the end of the set-up, the middle of all; null while too few have come so far. */
  medianSeconds: number | null;
}>;

/** The meanings by which a template's questions are found. */
const industryMeaning = 'organization.industry';
const consentMeaning = 'consent.benchmark';

/**
 * How long customers of each industry take from the invitation to the end of the set-up. Counts only those who agreed to
 * being compared, and shows only industries with at least `benchmarkFrom` of them. Empty for a template that does not
 * ask for both. Refuses `forbidden` without the right to figures. Records nothing.
 */
export async function getIndustryBenchmark(
  tx: TenantTx,
  actor: Actor,
  { templateKey }: Readonly<{ templateKey: string }>,
): Promise<Outcome<readonly IndustryFigures[]>> {
  const allowed = authorise(actor, 'funnel.read');
  if (!allowed.ok) return allowed;
  const versions = await tx.$queryRaw<{ tenantId: string; id: string }[]>`
    select distinct f.template_tenant_id as "tenantId", f.template_id as id
    from onboarding_flows f join onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
    where t.key = ${templateKey}`;
  const members: IndustryMember[] = [];
  const labels = new Map<string, LocalizedText>();
  for (const version of versions) {
    const { definition } = (await loadTemplate(tx, version.tenantId, version.id)).compiled;
    const fields = fieldsOf(definition).map(({ field }) => field);
    const industry = fields.find(({ semantic, type }) => semantic === industryMeaning && type === 'choice');
    const consent = fields.find(({ semantic, type }) => semantic === consentMeaning && type === 'consent');
    if (!industry || !consent) continue;
    for (const { id, label } of industry.options ?? []) labels.set(id, label);
    members.push(
      ...(await tx.$queryRaw<IndustryMember[]>`
        select f.tenant_id as customer, i.data -> ${industry.id} ->> 'value' as industry,
          extract(epoch from m.at - f.created_at)::float8 as seconds
        from onboarding_flows f
        join onboarding_steps i on i.tenant_id = f.tenant_id and i.flow_id = f.id and i.data ? ${industry.id}
        join onboarding_steps c on c.tenant_id = f.tenant_id and c.flow_id = f.id and c.data ? ${consent.id}
        left join flow_milestones m
          on m.tenant_id = f.tenant_id and m.flow_id = f.id and m.name = 'provisioned' and m.withdrawn_at is null
        where f.template_tenant_id = ${version.tenantId}::uuid and f.template_id = ${version.id}::uuid`),
    );
  }
  return ok(
    benchmarkOf(members).flatMap((figures) => {
      const label = labels.get(figures.industry);
      return label ? [{ ...figures, label }] : [];
    }),
  );
}
