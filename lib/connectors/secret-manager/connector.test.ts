import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpFault } from '@/lib/simulators';
import { ConnectorError } from '../connector';
import { ownerLabels } from '../google-cloud';
import { secretManagerLimits } from '../google-cloud/services';
import type { SecretStore } from '../secret-store';
import { startGoogleWorld, type GoogleWorld } from '../testing/google-world';
import { patienceFor } from '../testing/outside';
import { forgetBreakers } from '../wire';
import { secretManagerOf } from './index';

let world: GoogleWorld;
let store: SecretStore;
let count = 0;
const labels = ownerLabels({ flowId: '018f0000-0000-7000-8000-00000000000a', key: 'run-1:secret' });
const others = ownerLabels({ flowId: '018f0000-0000-7000-8000-00000000000b', key: 'run-9:secret' });

beforeAll(async () => {
  world = await startGoogleWorld();
  store = secretManagerOf(world.account, world.means);
});
afterAll(() => world.close());
beforeEach(() => {
  world.google.clear();
  world.google.withhold();
  forgetBreakers();
  count += 1;
});

/** A store that waits only as long as the fault deserves it. */
const storeFor = (fault: HttpFault): SecretStore =>
  patienceFor(fault) === undefined ? store : secretManagerOf(world.account, world.impatient);
const fresh = () => `growthnav-acme_${count}-google_ads_refresh_token`;
const failure = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error: unknown = await work.then(
    () => null,
    (problem: unknown) => problem,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`No connector error: ${String(error)}`);
  return error;
};

describe('secrets', () => {
  it('are stored with whose they are, read, and taken away @req G65', async () => {
    expect(await store.has(fresh(), labels)).toEqual({ exists: false, own: false });
    expect(await store.put(fresh(), 'value-1', labels)).toEqual({ version: '1', created: true });
    expect(await store.has(fresh(), labels)).toEqual({ exists: true, own: true });
    expect(await store.access(fresh())).toBe('value-1');
    expect(await store.put(fresh(), 'value-2', labels)).toEqual({ version: '2', created: true });
    expect(await store.access(fresh())).toBe('value-2');
    expect(await store.remove(fresh(), labels)).toEqual({ removed: true });
    expect(await store.remove(fresh(), labels)).toEqual({ removed: false });
    expect(await failure(store.access(fresh()))).toMatchObject({ code: 'not_found' });
  });

  it('of somebody else are neither written to nor removed', async () => {
    await store.put(fresh(), 'theirs', others);
    expect(await store.has(fresh(), labels)).toEqual({ exists: true, own: false });
    expect(await failure(store.put(fresh(), 'ours', labels))).toMatchObject({ code: 'already_exists' });
    expect(await failure(store.remove(fresh(), labels))).toMatchObject({ code: 'already_exists' });
    expect(await store.access(fresh())).toBe('theirs');
  });

  it('are stored once although the answer was lost, at either step', async () => {
    world.google.fault('after_effect', { match: 'POST /v1/projects/northwind-prod/secrets' });
    expect(await failure(store.put(fresh(), 'value', labels))).toMatchObject({ code: 'unreachable' });
    world.google.fault('after_effect', { match: ':addVersion' });
    expect(await failure(store.put(fresh(), 'value', labels))).toMatchObject({ code: 'unreachable' });
    expect(await store.put(fresh(), 'value', labels)).toEqual({ version: '1', created: false });
    expect(world.google.secrets().find(({ name }) => name === fresh())?.versions).toHaveLength(1);
  });

  it('need a name and a size that Google takes', async () => {
    for (const name of ['a b', 'a/b', '', '../x', 'x'.repeat(256)]) {
      expect(await failure(store.put(name, 'v', labels))).toMatchObject({ code: 'refused', args: { reason: 'name' } });
    }
    expect(await failure(store.put(fresh(), 'x'.repeat(65_537), labels))).toMatchObject({
      args: { reason: 'too_large' },
    });
    expect(await store.put(fresh(), 'x'.repeat(65_536), labels)).toMatchObject({ created: true });
  });

  it('never stand in a failure, an address or the ledger @req G33', async () => {
    const canary = 'canary-7f3a';
    const seen: string[] = [];
    for (const fault of ['status_500', 'garbage', 'reset', 'timeout'] as const) {
      forgetBreakers();
      world.google.fault(fault, { match: ':addVersion' });
      seen.push(inspect(await failure(storeFor(fault).put(`${fresh()}_${fault}`, canary, labels)), { depth: 9 }));
    }
    seen.push(JSON.stringify(world.google.ledger()));
    for (const text of seen) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(Buffer.from(canary).toString('base64'));
    }
  });

  it('are paced below what the reference and Google allow @req G61', () => {
    const perMinute = Object.values(secretManagerLimits).map((limit) => limit.perMinute + limit.burst);
    expect(Math.max(...perMinute)).toBeLessThanOrEqual(600);
    expect(perMinute.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(1800);
  });

  it.each([
    ['secretmanager.secrets.create', () => store.put(fresh(), 'v', labels)],
    ['secretmanager.versions.add', () => store.put(fresh(), 'v', labels)],
    ['secretmanager.versions.access', () => store.access(fresh())],
    ['secretmanager.secrets.get', () => store.has(fresh(), labels)],
  ] as const)('name the permission %s when it is missing @req G58', async (permission, work) => {
    world.google.withhold(permission);
    expect(await failure(work())).toMatchObject({ code: 'permission_denied', args: { permission } });
  });

  const faults: readonly (readonly [HttpFault, string])[] = [
    ['timeout', 'timed_out'],
    ['drip', 'timed_out'],
    ['reset', 'unreachable'],
    ['garbage', 'answer_unreadable'],
    ['status_403', 'permission_denied'],
    ['status_429', 'rate_limited'],
    ['status_500', 'unavailable'],
    ['status_503', 'unavailable'],
  ];
  it.each(faults)('%s comes as %s', async (fault, code) => {
    await store.put(fresh(), 'value', labels);
    world.google.fault(fault, { match: ':access' });
    expect((await failure(storeFor(fault).access(fresh()))).code).toBe(code);
    world.google.clear();
    expect(await store.access(fresh())).toBe('value');
  });
});
