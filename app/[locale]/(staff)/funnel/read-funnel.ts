import { getFunnel, getIndustryBenchmark, type FunnelView, type IndustryFigures } from '@/lib/analytics';
import { ok, type Outcome } from '@/lib/errors';
import { listTemplatesInUse, type TemplateInUse } from '@/lib/flow-templates';
import { withTenant, type MemberActor } from '@/lib/tenancy';

export const periods = ['all', '90', '30', '7'] as const;
export type Period = (typeof periods)[number];

export type FunnelReading = Readonly<{
  templates: readonly TemplateInUse[];
  /** Null while no template is in use. */
  template: TemplateInUse | null;
  period: Period;
  funnel: FunnelView | null;
  /** Industries with enough customers to be compared. */
  industries: readonly IndustryFigures[];
}>;

const dayMs = 86_400_000;

/** What the page and its file show: the figures of one template over one period, both from the address. */
export async function readFunnel(
  actor: MemberActor,
  wish: Readonly<{ template: string; period: string }>,
  now: Date,
): Promise<Outcome<FunnelReading>> {
  const period = periods.find((name) => name === wish.period) ?? 'all';
  return withTenant(actor, async (tx) => {
    const templates = await listTemplatesInUse(tx, actor);
    if (!templates.ok) return templates;
    const template = templates.value.find(({ key }) => key === wish.template) ?? templates.value[0] ?? null;
    if (!template) return ok({ templates: templates.value, template, period, funnel: null, industries: [] });
    const since = period === 'all' ? {} : { since: firstDay(now, Number(period)) };
    const sectionIds = template.sections.map(({ id }) => id);
    const funnel = await getFunnel(tx, actor, { templateKey: template.key, sectionIds, ...since });
    if (!funnel.ok) return funnel;
    const industries = await getIndustryBenchmark(tx, actor, { templateKey: template.key });
    if (!industries.ok) return industries;
    return ok({ templates: templates.value, template, period, funnel: funnel.value, industries: industries.value });
  });
}

/** The first of the last `days` days, today included, as the rollups count days: in UTC. */
const firstDay = (now: Date, days: number): string =>
  new Date(now.getTime() - (days - 1) * dayMs).toISOString().slice(0, 10);
