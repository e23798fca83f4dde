import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPrometheus, type PrometheusSimulator } from '@/lib/simulators';
import type { CheckContext } from '../check';
import type { Connection } from '../connection';
import { meansTo, patienceFor, usualFaults } from '../testing/outside';
import { forgetBreakers, type WireMeans } from '../wire';
import { figuresCheck, prometheus, selectorOf, seriesCheck } from './index';

const origin = 'https://prometheus.partner.example';
const connection: Connection = {
  system: 'prometheus',
  settings: { baseUrl: origin },
  secret: { token: 'proxy-token' },
};
const metric = 'enhancement_requests_total';
const labels = { tenant_id: 'acme-corp' };
const label = { label: 'tenant_id', value: 'acme-corp' };
let simulator: PrometheusSimulator;
let means: WireMeans;

beforeAll(async () => {
  simulator = await startPrometheus({ port: 0, holdMs: 400, token: 'proxy-token' });
  means = meansTo(simulator, origin);
});
afterAll(() => simulator.close());
beforeEach(() => {
  forgetBreakers();
  simulator.clear();
  simulator.forget();
});

const server = (wire = means, owner = connection) => prometheus(owner, wire);

describe('a query', () => {
  it('answers with the series of one customer', async () => {
    simulator.set(metric, labels, 3);
    simulator.set(metric, { tenant_id: 'other' }, 9);
    expect(await server().series(metric, label)).toMatchObject([{ labels, value: 3 }]);
    expect(await server().query(metric)).toHaveLength(2);
    expect(await server().series('another_total', label)).toEqual([]);
    expect(await server().query('vector(1)')).toMatchObject([{ labels: {}, value: 1 }]);
  });

  it('lets nothing but a value into it', async () => {
    const value = 'a"} or vector(1) # \\ \n';
    simulator.set(metric, { tenant_id: value }, 1);
    expect(await server().series(metric, { label: 'tenant_id', value })).toHaveLength(1);
    expect(selectorOf(metric, { label: 'a"b', value: 'x' })).toBeNull();
    await expect(server().series('sum(x)', label)).rejects.toMatchObject({ code: 'refused' });
    expect(await server().series(metric, label)).toEqual([]);
  });

  it('needs what the proxy asks for', async () => {
    await expect(server(means, { ...connection, secret: {} }).query(metric)).rejects.toMatchObject({
      code: 'credential_refused',
    });
    await expect(server().query('rate(x[5m])')).rejects.toMatchObject({ code: 'refused' });
  });

  it.each(usualFaults)('answers %s with %s', async (fault, code) => {
    simulator.fault(fault);
    const failure = server(meansTo(simulator, origin, patienceFor(fault))).query(metric);
    await expect(failure).rejects.toMatchObject({ code, args: { system: 'Prometheus' } });
  });
});

const context = (args: CheckContext['args'], owner: Connection | null = connection): CheckContext => ({
  args: { metric, label: 'tenant_id', value: 'acme-corp', ...args },
  secret: {},
  connection: () => Promise.resolve(owner),
  wire: means,
});

describe('the look for a series', () => {
  it('is content with a series that stands at 0 @req M30', async () => {
    simulator.set(metric, labels, 0);
    expect(await seriesCheck.run(context({}))).toEqual({
      ok: true,
      results: [{ id: 'series.visible', ok: true }],
      facts: { series: '1', value: '0' },
    });
  });

  it('says that there is none, or no server @req M30', async () => {
    simulator.set(metric, { tenant_id: 'other' }, 4);
    expect(await seriesCheck.run(context({}))).toMatchObject({ ok: false, results: [{ code: 'not_found' }] });
    expect(await seriesCheck.run(context({}, null))).toMatchObject({ ok: false, results: [{ code: 'not_connected' }] });
  });
});

describe('the figures of the full scenario', () => {
  const args = { successMetric: 'enhancement_success_total', latencyMetric: 'enhancement_duration_seconds' };
  const feed = (requests: number, successes: number, seconds: number) => {
    simulator.set(metric, labels, requests);
    simulator.set(args.successMetric, labels, successes);
    simulator.set(`${args.latencyMetric}_sum`, labels, seconds);
    simulator.set(`${args.latencyMetric}_count`, labels, requests);
  };
  const failing = async (more: CheckContext['args'] = {}) =>
    (await figuresCheck.run(context({ ...args, ...more }))).results.filter(({ ok }) => !ok).map(({ id }) => id);

  it('are counted, all successful and quick @req M33', async () => {
    feed(4, 4, 96);
    expect(await figuresCheck.run(context(args))).toMatchObject({
      ok: true,
      results: [{ id: 'counter' }, { id: 'success_rate' }, { id: 'latency' }],
      facts: { requests: '4', successRate: '1', latencySeconds: '24' },
    });
  });

  it('each fail by themselves @req M33', async () => {
    feed(4, 4, 96);
    expect(await failing({ atLeast: 5 })).toEqual(['counter']);
    feed(4, 3, 96);
    expect(await failing()).toEqual(['success_rate']);
    feed(4, 4, 240);
    expect(await failing()).toEqual(['latency']);
    feed(0, 0, 0);
    expect(await failing()).toEqual(['counter', 'success_rate', 'latency']);
    simulator.forget();
    expect(await failing()).toEqual(['counter', 'success_rate', 'latency']);
  });
});

it('can be fed by other simulators', async () => {
  const feed = (body: unknown) =>
    fetch(`${simulator.origin}/simulator/series`, { method: 'POST', body: JSON.stringify(body) });
  await feed({ name: metric, labels });
  await feed({ name: metric, labels, by: 2 });
  expect((await server().series(metric, label))[0]?.value).toBe(3);
  expect((await feed({})).status).toBe(422);
});
