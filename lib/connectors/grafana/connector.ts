import { z } from 'zod';
import type { Connection } from '../connection';
import { ConnectorError } from '../connector';
import { bearerOf, serverOf } from '../own-server';
import { createWire, type Wire, type WireMeans, type WireResponse } from '../wire';
import { bodyOf, dashboardOf, dashboardUid, isLike, isOf, storedSchema, type StoredDashboard } from './map';
import type { DashboardOwner, Grafana } from './port';

export const system = 'Grafana';

/** What is documented of the interface that is used; it names no end. */
export const grafanaApi = {
  version: 'dashboards',
  endsOn: null,
  source: 'https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/',
} as const;

/**
 * The dashboards of the owner's Grafana (settings `baseUrl`, `folderUid`; secret `token` of a service account that may
 * write dashboards). Each has a uid that follows from its owner, so that a repeated attempt meets the first one's.
 */
export function grafana(connection: Connection, means: WireMeans): Grafana {
  const wire = grafanaWire(connection, means);

  return {
    async putDashboard(spec) {
      const known = await storedDashboard(wire, dashboardUid(spec.owner));
      if (known && !isOf(known, spec.owner)) throw new ConnectorError('already_exists', { system });
      if (known && isLike(known, spec)) return dashboardOf(known);
      // Without its folder named again, a dashboard that is changed would move to the root.
      const folderUid = known?.meta.folderUid ?? connection.settings.folderUid ?? '';
      await wire({
        method: 'POST',
        path: '/api/dashboards/db',
        body: { dashboard: bodyOf(spec, known), overwrite: false, ...(folderUid === '' ? {} : { folderUid }) },
      });
      const made = await storedDashboard(wire, dashboardUid(spec.owner));
      if (!made || !isLike(made, spec)) throw new ConnectorError('check_failed', { system, check: 'dashboard' });
      return dashboardOf(made);
    },
    async getDashboard(owner) {
      const known = await storedDashboard(wire, dashboardUid(owner));
      return known && isOf(known, owner) ? dashboardOf(known) : null;
    },
    async removeDashboard(owner: DashboardOwner) {
      const uid = dashboardUid(owner);
      const known = await storedDashboard(wire, uid);
      if (!known) return false;
      if (!isOf(known, owner)) throw new ConnectorError('already_exists', { system });
      const { status } = await wire({ method: 'DELETE', path: `/api/dashboards/uid/${uid}`, accept: [404] });
      return status !== 404;
    },
  };
}

export const grafanaWire = (connection: Connection, means: WireMeans): Wire =>
  createWire(
    {
      system,
      baseUrl: serverOf(connection, system),
      limit: { perMinute: 120, burst: 30 },
      authorise: bearerOf(connection),
      failureOf,
    },
    means,
  );

/** null when there is no dashboard of this uid. */
export async function storedDashboard(wire: Wire, uid: string): Promise<StoredDashboard | null> {
  const answer = await wire({ method: 'GET', path: `/api/dashboards/uid/${encodeURIComponent(uid)}`, accept: [404] });
  return answer.status === 404 ? null : read(answer, storedSchema);
}

export function read<T>(answer: WireResponse, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(answer.json());
  if (!parsed.success) throw new ConnectorError('answer_unreadable', { system });
  return parsed.data;
}

/** 412 says which condition does not hold: changed meanwhile (try again), or a name that is taken (do not). */
function failureOf(status: number, body: unknown): ConnectorError | null {
  if (status < 400) return new ConnectorError('answer_unreadable', { system, status });
  if (status !== 412) return null;
  const why = z.object({ status: z.string() }).safeParse(body);
  const isLate = why.success && why.data.status === 'version-mismatch';
  return new ConnectorError(isLate ? 'unavailable' : 'already_exists', { system, status });
}
