import { AppsV1Api, CoreV1Api, KubeConfig, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKubernetes, type KubernetesSimulator } from '@/lib/simulators';
import type { Connection } from '../connection';
import { meansTo, patienceFor, usualFaults } from '../testing/outside';
import { forgetBreakers, type WireMeans } from '../wire';
import { areLabels, isDnsLabel, isDnsName, kubernetesDeployments, kubernetesSecrets } from './index';

const origin = 'https://cluster.partner.example:6443';
const token = 'service-account-token';
const labels = { flow: 'f-1', tenant: 'acme-corp' };
const parts = { api_key: 'SDP-KEY-1234567890', webhook_secret: 'w'.repeat(64) };
let simulator: KubernetesSimulator;
let means: WireMeans;

beforeAll(async () => {
  simulator = await startKubernetes({ port: 0, holdMs: 400 });
  simulator.addToken(token);
  simulator.addToken('reader', ['secrets:get']);
  means = meansTo(simulator, origin);
});
afterAll(() => simulator.close());
beforeEach(() => {
  forgetBreakers();
  simulator.clear();
});

const connection = (changes: Partial<Connection> = {}): Connection => ({
  system: 'kubernetes',
  settings: { baseUrl: origin, namespace: 'default' },
  secret: { token },
  ...changes,
});
const store = (changes: Partial<Connection> = {}, wire = means) => kubernetesSecrets(connection(changes), wire);
const effects = () => simulator.ledger().flatMap(({ effect }) => effect ?? []);
let count = 0;
const fresh = () => `tenant-acme-${(count += 1)}-sdp`;

/** The vendor's own client, as the other side of every claim about the cluster. */
function official() {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'c', server: simulator.origin, skipTLSVerify: true }],
    users: [{ name: 'u', token }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  });
  return { core: config.makeApiClient(CoreV1Api), apps: config.makeApiClient(AppsV1Api) };
}

describe('secrets', () => {
  it('hold each part under its own name, as the official client sees @req M13 @req M52', async () => {
    const name = fresh();
    expect(await store().put(name, JSON.stringify(parts), labels)).toMatchObject({ created: true });
    const seen = await official().core.readNamespacedSecret({ name, namespace: 'default' });
    const text = (entry: string) => Buffer.from(seen.data?.[entry] ?? '', 'base64').toString();
    expect({ api_key: text('api_key'), webhook_secret: text('webhook_secret') }).toEqual(parts);
    expect(seen.metadata?.labels).toMatchObject({ ...labels, 'app.kubernetes.io/managed-by': 'portico' });
    expect(JSON.parse(await store().access(name))).toEqual(parts);
  });

  it('are asked for without their content @req M14', async () => {
    const name = fresh();
    await store().put(name, JSON.stringify(parts), labels);
    const before = simulator.contentsShown();
    expect(await store().has(name, labels)).toEqual({ exists: true, own: true });
    expect(await store().has(name, { ...labels, flow: 'f-2' })).toEqual({ exists: true, own: false });
    expect(await store().has('tenant-nobody-sdp', labels)).toEqual({ exists: false, own: false });
    expect(await store().remove(name, labels)).toEqual({ removed: true });
    expect(simulator.contentsShown()).toBe(before);
  });

  it('take a new value and lose parts that are no longer given @req M54', async () => {
    const name = fresh();
    const first = await store().put(name, JSON.stringify(parts), labels);
    const same = await store().put(name, JSON.stringify(parts), labels);
    expect(same).toEqual({ version: first.version, created: false });
    const next = await store().put(name, JSON.stringify({ api_key: 'new' }), labels);
    expect(next.version).not.toBe(first.version);
    expect(await store().access(name)).toBe('{"api_key":"new"}');
    await store().put(name, 'just a text', labels);
    expect(await store().access(name)).toBe('just a text');
    expect(effects().map((effect) => effect.split(' ')[0])).toEqual([
      'secret.created',
      'secret.changed',
      'secret.changed',
    ]);
  });

  it('are there once when the request that makes them arrives twice, and stay somebody else’s who was faster', async () => {
    const name = fresh();
    simulator.fault('duplicate', { match: 'POST' });
    await store().put(name, JSON.stringify(parts), labels);
    expect(JSON.parse(await store().access(name))).toEqual(parts);
    expect(effects()).toEqual([`secret.created default/${name}`]);

    const taken = fresh();
    const late: WireMeans['fetch'] = async (address, request) => {
      if (request?.method === 'POST') await store().put(taken, JSON.stringify(parts), { ...labels, flow: 'f-2' });
      return means.fetch(address, request);
    };
    await expect(store({}, { ...means, fetch: late }).put(taken, JSON.stringify(parts), labels)).rejects.toMatchObject({
      code: 'already_exists',
    });
  });

  it('are made and removed once although the answer was lost', async () => {
    const name = fresh();
    simulator.fault('after_effect', { match: 'POST' });
    await expect(store().put(name, 'v', labels)).rejects.toMatchObject({ code: 'unreachable', retryable: true });
    expect(await store().put(name, 'v', labels)).toMatchObject({ created: false });
    simulator.fault('duplicate', { match: 'PATCH' });
    await expect(store().put(name, 'v2', labels)).rejects.toMatchObject({ code: 'unavailable' });
    await store().put(name, 'v2', labels);
    simulator.fault('after_effect', { match: 'DELETE' });
    await expect(store().remove(name, labels)).rejects.toMatchObject({ code: 'unreachable' });
    expect(await store().remove(name, labels)).toEqual({ removed: false });
    expect(effects().map((effect) => effect.split(' ')[0])).toEqual([
      'secret.created',
      'secret.changed',
      'secret.removed',
    ]);
  });

  it('that are somebody else’s are neither changed nor removed', async () => {
    const name = fresh();
    await official().core.createNamespacedSecret({
      namespace: 'default',
      body: { metadata: { name, labels: { flow: 'other' } }, stringData: { api_key: 'theirs' } },
    });
    await expect(store().put(name, 'ours', labels)).rejects.toMatchObject({ code: 'already_exists' });
    await expect(store().remove(name, labels)).rejects.toMatchObject({ code: 'already_exists' });
    expect(await store().access(name)).toBe('{"api_key":"theirs"}');
    await official().core.deleteNamespacedSecret({ name, namespace: 'default' });
    await expect(store().access(name)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('have names that Kubernetes takes @req M7', async () => {
    for (const name of ['Acme', 'acme_corp', '-acme', 'acme-', 'a b', '../x', '', 'a'.repeat(254)]) {
      await expect(store().put(name, 'v', labels)).rejects.toMatchObject({ code: 'refused', args: { reason: 'name' } });
      expect(isDnsName(name)).toBe(false);
    }
    await expect(store().put('ok', 'v', { flow: 'not a label' })).rejects.toMatchObject({ args: { reason: 'labels' } });
    expect(isDnsLabel('acme-corp')).toBe(true);
    expect(isDnsLabel('acme.corp')).toBe(false);
    expect(isDnsLabel('a'.repeat(64))).toBe(false);
    expect(areLabels({ 'example.com/flow': 'F_1.x', empty: '' })).toBe(true);
    expect(effects()).toEqual([]);
  });

  it('need a token with the right, a namespace that is there, and an address', async () => {
    const put = (changes: Partial<Connection>) => store(changes).put(fresh(), 'v', labels);
    await expect(put({ secret: { token: 'unknown' } })).rejects.toMatchObject({ code: 'credential_refused' });
    await expect(put({ secret: { token: 'reader' } })).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(put({ settings: { baseUrl: origin, namespace: 'nowhere' } })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect((async () => put({ settings: {} }))()).rejects.toMatchObject({ code: 'not_connected' });
    simulator.addNamespace('tenants');
    await expect(put({ settings: { baseUrl: origin, namespace: 'tenants' } })).resolves.toMatchObject({
      created: true,
    });
  });

  it.each(usualFaults)('answer %s with %s, and never with a value', async (fault, code) => {
    simulator.fault(fault);
    const failure = store({}, meansTo(simulator, origin, patienceFor(fault))).put(fresh(), 'a-secret-value', labels);
    await expect(failure).rejects.toMatchObject({ code, args: { system: 'Kubernetes' } });
    await expect(failure).rejects.not.toThrow('a-secret-value');
  });
});

describe('a restart of the workers', () => {
  const deployments = (wire = means) => kubernetesDeployments(connection(), wire);

  it('happens once for each key, and is over when all are replaced @req M54', async () => {
    const worker = simulator.addDeployment('default', 'celery-worker');
    simulator.fault('after_effect', { match: 'PATCH' });
    await expect(deployments().restart('celery-worker', 'run:1')).rejects.toMatchObject({ code: 'unreachable' });
    expect(await deployments().restart('celery-worker', 'run:1')).toEqual({ restarted: false });
    expect(await deployments().isRestarted('celery-worker', 'run:1')).toBe(false);
    simulator.finishRollout(worker);
    expect(await deployments().isRestarted('celery-worker', 'run:1')).toBe(true);
    expect(await deployments().restart('celery-worker', 'run:2')).toEqual({ restarted: true });
    expect(effects()).toHaveLength(2);
    const seen = await official().apps.readNamespacedDeployment({ name: 'celery-worker', namespace: 'default' });
    expect(seen.spec?.template.metadata?.annotations?.['kubectl.kubernetes.io/restartedAt']).toMatch(/^\d{4}-/);
  });

  it('fails for a deployment that is not there', async () => {
    await expect(deployments().restart('nobody', 'run:1')).rejects.toMatchObject({ code: 'not_found' });
    await expect(deployments().restart('../secrets/x', 'run:1')).rejects.toMatchObject({ code: 'refused' });
  });
});

it('the simulator takes the patches of the official client', async () => {
  const name = fresh();
  await store().put(name, JSON.stringify(parts), labels);
  await official().core.patchNamespacedSecret(
    { name, namespace: 'default', body: { data: { webhook_secret: null } } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
  expect(await store().access(name)).toBe(JSON.stringify({ api_key: parts.api_key }));
  const list = await official().core.listNamespacedSecret({ namespace: 'default' });
  expect(list.items.map(({ metadata }) => metadata?.name)).toContain(name);
});
