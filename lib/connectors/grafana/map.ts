import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Dashboard, DashboardOwner, DashboardSpec } from './port';

/** At most 40 signs, the same for the same owner, and nothing in it tells about the owner. */
export const dashboardUid = ({ flowId, tag }: DashboardOwner): string =>
  `portico-${createHash('sha256').update(`${flowId} ${tag}`).digest('hex').slice(0, 24)}`;

const product = 'portico';
const flowTag = (flowId: string): string => `flow-${flowId}`;

/** What a dashboard is made of; only what a person at Grafana may also change is left to them. */
export function bodyOf(spec: DashboardSpec, known: StoredDashboard | null): Record<string, unknown> {
  const { owner, title, panels, datasourceUid } = spec;
  const datasource = datasourceUid === undefined ? null : { type: 'prometheus', uid: datasourceUid };
  return {
    id: null,
    uid: dashboardUid(owner),
    title,
    tags: [product, flowTag(owner.flowId), owner.tag],
    timezone: 'browser',
    schemaVersion: 39,
    version: known?.dashboard.version ?? 0,
    refresh: '1m',
    time: { from: 'now-24h', to: 'now' },
    panels: panels.map((panel, index) => ({
      id: index + 1,
      type: 'timeseries',
      title: panel.title,
      datasource,
      gridPos: { h: 8, w: 12, x: (index % 2) * 12, y: Math.floor(index / 2) * 8 },
      fieldConfig: { defaults: panel.unit === undefined ? {} : { unit: panel.unit }, overrides: [] },
      targets: [{ refId: 'A', expr: panel.query, datasource }],
    })),
  };
}

export const storedSchema = z.object({
  meta: z.object({ url: z.string(), folderUid: z.string().optional() }),
  dashboard: z.object({
    uid: z.string(),
    title: z.string(),
    version: z.number(),
    tags: z.array(z.string()).nullish(),
    panels: z
      .array(
        z.object({
          title: z.string().nullish(),
          targets: z.array(z.object({ expr: z.string().optional() })).nullish(),
        }),
      )
      .nullish(),
  }),
});
export type StoredDashboard = z.infer<typeof storedSchema>;

export const dashboardOf = ({ meta, dashboard }: StoredDashboard): Dashboard => ({
  uid: dashboard.uid,
  title: dashboard.title,
  path: meta.url,
  version: dashboard.version,
  tags: dashboard.tags ?? [],
  queries: (dashboard.panels ?? []).flatMap(({ targets }) => (targets ?? []).flatMap(({ expr }) => expr ?? [])),
});

/** Whether it was made here for this owner; a uid alone could have been taken by somebody else. */
export const isOf = ({ dashboard }: StoredDashboard, { flowId }: DashboardOwner): boolean =>
  [product, flowTag(flowId)].every((tag) => dashboard.tags?.includes(tag));

export function isLike(stored: StoredDashboard, { title, owner, panels }: DashboardSpec): boolean {
  const { queries, tags } = dashboardOf(stored);
  return (
    stored.dashboard.title === title &&
    tags.includes(owner.tag) &&
    JSON.stringify(queries) === JSON.stringify(panels.map(({ query }) => query))
  );
}
