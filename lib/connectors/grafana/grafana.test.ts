import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGrafana, type GrafanaSimulator } from '@/lib/simulators';
import type { Connection } from '../connection';
import { meansTo, patienceFor, usualFaults } from '../testing/outside';
import { forgetBreakers, type WireMeans } from '../wire';
import { dashboardCheck, dashboardUid, grafana, type DashboardSpec } from './index';

const origin = 'https://grafana.partner.example';
const token = 'glsa_editor';
let simulator: GrafanaSimulator;
let means: WireMeans;

beforeAll(async () => {
  simulator = await startGrafana({ port: 0, holdMs: 400 });
  simulator.addToken(token, 'editor');
  simulator.addToken('glsa_viewer', 'viewer');
  means = meansTo(simulator, origin);
});
afterAll(() => simulator.close());
beforeEach(() => {
  forgetBreakers();
  simulator.clear();
});

let count = 0;
const specOf = (changes: Partial<DashboardSpec> = {}): DashboardSpec => ({
  owner: { flowId: `flow${(count += 1)}`, tag: 'acme-corp' },
  title: 'Acme Corporation',
  panels: [{ title: 'Requests', query: 'enhancement_requests_total{tenant_id="acme-corp"}', unit: 'short' }],
  ...changes,
});
const connection = (changes: Partial<Connection> = {}): Connection => ({
  system: 'grafana',
  settings: { baseUrl: origin, folderUid: 'customers' },
  secret: { token },
  ...changes,
});
const dashboards = (changes: Partial<Connection> = {}, wire = means) => grafana(connection(changes), wire);
const effects = () => simulator.ledger().flatMap(({ effect }) => effect?.split(' ')[0] ?? []);

describe('dashboards', () => {
  it('are made, read back, changed in place and removed @req M29 @req M35', async () => {
    const spec = specOf();
    const made = await dashboards().putDashboard(spec);
    expect(made).toMatchObject({ uid: dashboardUid(spec.owner), title: spec.title, version: 1 });
    expect(made.tags).toContain('acme-corp');
    expect(made.queries).toEqual([spec.panels[0]?.query]);
    expect(made.uid.length).toBeLessThanOrEqual(40);
    expect(await dashboards().putDashboard(spec)).toEqual(made);
    const changed = await dashboards().putDashboard({ ...spec, title: 'Acme Ltd' });
    expect(changed).toMatchObject({ uid: made.uid, title: 'Acme Ltd', version: 2 });
    expect(effects()).toEqual(['dashboard.created', 'dashboard.changed']);
    expect(simulator.dashboards().at(-1)?.folderUid).toBe('customers');
    expect(await dashboards().removeDashboard(spec.owner)).toBe(true);
    expect(await dashboards().removeDashboard(spec.owner)).toBe(false);
    expect(await dashboards().getDashboard(spec.owner)).toBeNull();
  });

  it('are made once although the answer was lost, or late', async () => {
    for (const fault of ['after_effect', 'late'] as const) {
      const spec = specOf();
      simulator.fault(fault, { match: 'POST' });
      await expect(
        dashboards({}, meansTo(simulator, origin, patienceFor(fault))).putDashboard(spec),
      ).rejects.toMatchObject({
        retryable: true,
      });
      await dashboards().putDashboard(spec);
    }
    expect(effects()).toEqual(['dashboard.created', 'dashboard.created']);
  });

  it('that are somebody else’s are neither changed nor removed', async () => {
    const spec = specOf();
    simulator.addDashboard({ uid: dashboardUid(spec.owner), title: 'Theirs' });
    await expect(dashboards().putDashboard(spec)).rejects.toMatchObject({ code: 'already_exists' });
    await expect(dashboards().removeDashboard(spec.owner)).rejects.toMatchObject({ code: 'already_exists' });
    expect(await dashboards().getDashboard(spec.owner)).toBeNull();
    expect(effects()).toEqual([]);
  });

  it('that were changed meanwhile are tried again', async () => {
    const spec = specOf();
    simulator.fault('duplicate', { match: 'POST' });
    await expect(dashboards().putDashboard(spec)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(await dashboards().putDashboard(spec)).toMatchObject({ version: 1 });
  });

  it('need a token that may write, and an address', async () => {
    const refused = (changes: Partial<Connection>) => dashboards(changes).putDashboard(specOf());
    await expect(refused({ secret: { token: 'wrong' } })).rejects.toMatchObject({ code: 'credential_refused' });
    await expect(refused({ secret: { token: 'glsa_viewer' } })).rejects.toMatchObject({ code: 'permission_denied' });
    await expect((async () => refused({ settings: {} }))()).rejects.toMatchObject({ code: 'not_connected' });
    await expect(refused({})).resolves.toMatchObject({ version: 1 });
  });

  it.each(usualFaults)('answer %s with %s', async (fault, code) => {
    simulator.fault(fault);
    const failure = dashboards({}, meansTo(simulator, origin, patienceFor(fault))).getDashboard(specOf().owner);
    await expect(failure).rejects.toMatchObject({ code, args: { system: 'Grafana' } });
  });
});

describe('the check', () => {
  const run = (name: string, owner: Connection | null = connection()) =>
    dashboardCheck.run({ args: { name }, secret: {}, connection: () => Promise.resolve(owner), wire: means });

  it('reads a dashboard back by its uid or its tag @req M29', async () => {
    const spec = specOf({ owner: { flowId: 'checked', tag: 'globex' } });
    const { uid } = await dashboards().putDashboard(spec);
    for (const name of [uid, 'globex']) {
      expect(await run(name)).toMatchObject({ ok: true, facts: { title: spec.title, queries: '1' } });
    }
  });

  it('says what is not there, or empty, or not connected', async () => {
    simulator.addDashboard({ uid: 'hollow', title: 'Hollow' });
    expect(await run('nothing')).toMatchObject({ ok: false, results: [{ code: 'not_found' }, { code: 'not_found' }] });
    expect(await run('hollow')).toMatchObject({ ok: false, results: [{ ok: true }, { code: 'check_failed' }] });
    expect(await run('hollow', null)).toMatchObject({ ok: false, results: [{ code: 'not_connected' }, { ok: false }] });
  });
});
