import { z } from 'zod';
import type { Check, CheckResult } from '../check';
import { ConnectorError } from '../connector';
import { failedReport } from '../failed-report';
import { grafanaWire, read, storedDashboard, system } from './connector';
import { dashboardOf } from './map';

const asks = ['dashboard.exists', 'dashboard.queries'] as const;

/**
 * Whether a dashboard can be read back and asks for something. `name` is its uid, or a tag that only it carries, such
 * as the customer's tenant id.
 */
export const dashboardCheck: Check = {
  system: 'grafana',
  asks,
  async run({ args, connection, wire: means }) {
    try {
      const owner = await connection('grafana');
      if (!owner) throw new ConnectorError('not_connected', { system });
      const wire = grafanaWire(owner, means);
      const name = String(args.name ?? '');
      const stored = (await storedDashboard(wire, name)) ?? (await byTag(wire, name));
      if (!stored) return failedReport(asks, new ConnectorError('not_found', { system }));
      const { title, path, queries } = dashboardOf(stored);
      const hasQueries = queries.length > 0;
      const results: CheckResult[] = [
        { id: asks[0], ok: true },
        hasQueries
          ? { id: asks[1], ok: true }
          : { id: asks[1], ok: false, code: 'check_failed', args: { system, check: asks[1] } },
      ];
      return { ok: hasQueries, results, facts: { title, path, queries: String(queries.length) } };
    } catch (error) {
      if (error instanceof ConnectorError) return failedReport(asks, error);
      throw error;
    }
  },
};

async function byTag(wire: ReturnType<typeof grafanaWire>, tag: string) {
  const answer = await wire({ method: 'GET', path: '/api/search', query: { type: 'dash-db', tag, limit: '2' } });
  const found = read(answer, z.array(z.object({ uid: z.string() })));
  return found[0] ? storedDashboard(wire, found[0].uid) : null;
}
