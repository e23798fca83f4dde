import { ok, type Outcome } from '@/lib/errors';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { funnelFigures, stagesOf, type StageFigures } from './metrics';

export type FunnelInput = Readonly<{
  templateKey: string;
  /** Ids of the template's sections in the order they are asked. */
  sectionIds: readonly string[];
  /** First day of the cohort, `YYYY-MM-DD` in UTC: flows invited on or after it. Omitted: all. */
  since?: string;
}>;

export type FunnelView = Readonly<{
  stages: readonly StageFigures[];
  /** When the figures were last folded, or null before the first time. */
  asOf: Date | null;
}>;

/**
 * The funnel of every flow below the actor's tenant, over all versions of one template, read from the rollups.
 * Refuses `forbidden` without the right to figures. Records nothing.
 */
export const getFunnel = async (tx: TenantTx, actor: Actor, input: FunnelInput): Promise<Outcome<FunnelView>> => {
  const allowed = authorise(actor, 'funnel.read');
  if (!allowed.ok) return allowed;
  const since = input.since ?? '0001-01-01';
  const rows = await tx.$queryRaw<{ stage: string; flows: number }[]>`
    select stage, sum(flows)::int as flows from funnel_rollups
    where template_key = ${input.templateKey} and day >= ${since}::date group by stage`;
  const [fold] = await tx.$queryRaw<{ at: Date | null }[]>`select max(reached_at) as at from flow_stages`;
  const counts = new Map(rows.map((row) => [row.stage, row.flows]));
  return ok({ stages: funnelFigures(stagesOf(input.sectionIds), counts), asOf: fold?.at ?? null });
};
