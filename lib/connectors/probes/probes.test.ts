import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGrafana, type GrafanaSimulator } from '@/lib/simulators';
import type { Connection } from '../connection';
import { meansTo } from '../testing/outside';
import { forgetBreakers } from '../wire';
import { probes } from './index';

const origin = 'https://grafana.partner.example';
let simulator: GrafanaSimulator;
beforeAll(async () => {
  simulator = await startGrafana({ port: 0, holdMs: 400 });
  simulator.addToken('glsa_editor', 'editor');
});
afterAll(() => simulator.close());
beforeEach(() => {
  forgetBreakers();
  simulator.clear();
});

const look = async (connection: Connection | null) => {
  const [probe] = probes['grafana'] ?? [];
  if (!probe) throw new Error('Grafana has no look');
  return probe.run({
    args: {},
    secret: {},
    connection: () => Promise.resolve(connection),
    wire: meansTo(simulator, origin),
  });
};
const owner = (token: string): Connection => ({ system: 'grafana', settings: { baseUrl: origin }, secret: { token } });

describe('a look at an owner’s connection', () => {
  it('is content with being let in, and changes nothing', async () => {
    expect(await look(owner('glsa_editor'))).toEqual({ ok: true, results: [{ id: 'access', ok: true }], facts: {} });
    expect(simulator.ledger().flatMap(({ effect }) => effect ?? [])).toEqual([]);
  });

  it('names why it was not let in', async () => {
    const refused = await look(owner('glsa_wrong'));
    expect(refused).toMatchObject({ ok: false, results: [{ ok: false, code: 'credential_refused' }] });
    expect(await look(null)).toMatchObject({ ok: false, results: [{ code: 'not_connected' }] });
    const nowhere = { system: 'grafana', settings: {}, secret: {} };
    expect(await look(nowhere)).toMatchObject({ ok: false, results: [{ code: 'not_connected' }] });
  });
});
