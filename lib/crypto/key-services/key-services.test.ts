import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSafeFetch } from '@/lib/platform/http';
import { startAwsKms, startGoogle, startVault, type HttpFault, type HttpSimulator } from '@/lib/simulators';
import { SealBroken } from '../envelope';
import { chosenRootKeys, proveRootKeys, serviceRootKeys } from '../root-key-provider';
import { keyServiceOf, KeyServiceError, type KeyService, type KeyServiceMeans } from './index';

const keyName =
  'projects/northwind-prod/locations/us-central1/keyRings/convergence-keyring/cryptoKeys/convergence-encryption-key';
const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/0b0c7f3e-0000-4000-8000-000000000001';
const dataKey = Buffer.from('canary-data-key-0123456789abcdef');

type Arranged = Readonly<{
  name: string;
  simulator: HttpSimulator;
  /** The service as it is configured, and with credentials that are not known. */
  service: KeyService;
  stranger: KeyService;
  deny: (verb: 'encrypt' | 'decrypt') => void;
  allow: () => void;
  permission: Readonly<Record<'encrypt' | 'decrypt', string>>;
}>;

const arranged: Arranged[] = [];
let folder: string;
/** How long a call may take; short only while a fault by which nothing comes is on, since a busy machine is slow too. */
let patienceMs = 10_000;
const waitFor = (fault: HttpFault): void => {
  patienceMs = fault === 'timeout' || fault === 'drip' ? 300 : 10_000;
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'key-services-'));
  const google = await startGoogle({ holdMs: 900 });
  const aws = await startAwsKms({ holdMs: 900 });
  const vault = await startVault({ holdMs: 900 });
  const outside = createSafeFetch({
    allowedEndpoints: [google.origin, aws.origin, vault.origin],
    routes: {
      'https://oauth2.googleapis.com': google.origin,
      'https://cloudkms.googleapis.com': google.origin,
      'https://kms.eu-central-1.amazonaws.com': aws.origin,
    },
  });
  const means: KeyServiceMeans = {
    fetch: (url, request) => outside(url, { ...request, timeoutMs: patienceMs }),
    now: () => new Date(),
    pauseMs: 5,
  };
  const of = (provider: Parameters<typeof keyServiceOf>[0]): KeyService => {
    const service = keyServiceOf(provider, means);
    if (!service) throw new Error('No key service');
    return service;
  };
  const credentialsFile = path.join(folder, 'account.json');
  const strangersFile = path.join(folder, 'stranger.json');
  writeFileSync(credentialsFile, JSON.stringify(google.tokens.createServiceAccount('kms@northwind-prod.example')));
  const other = await startGoogle();
  writeFileSync(strangersFile, JSON.stringify(other.tokens.createServiceAccount('kms@northwind-prod.example')));
  await other.close();
  aws.addAccessKey('AKIAEXAMPLEKEY1', 'canary-aws-secret');
  aws.addKey(keyArn);
  vault.addToken('canary-root', '*');
  vault.addToken('canary-vault-token', 'transit/encrypt/portico', 'transit/decrypt/portico');
  await fetch(`${vault.origin}/v1/transit/keys/portico`, {
    method: 'POST',
    headers: { 'x-vault-token': 'canary-root' },
  });
  const awsOf = (secretAccessKey: string) =>
    of({
      kind: 'aws-kms',
      keyArn,
      region: 'eu-central-1',
      accessKeyId: 'AKIAEXAMPLEKEY1',
      secretAccessKey,
      sessionToken: undefined,
    });
  const vaultOf = (token: string) =>
    of({ kind: 'vault', address: vault.origin, token, mount: 'transit', keyName: 'portico' });
  const vaultPaths = { encrypt: 'transit/encrypt/portico', decrypt: 'transit/decrypt/portico' };
  arranged.push(
    {
      name: 'Google Cloud KMS',
      simulator: google,
      service: of({ kind: 'gcp-kms', keyName, credentialsFile }),
      stranger: of({ kind: 'gcp-kms', keyName, credentialsFile: strangersFile }),
      deny: (verb) => google.withhold(`cloudkms.cryptoKeyVersions.useTo${verb === 'encrypt' ? 'Encrypt' : 'Decrypt'}`),
      allow: () => google.withhold(),
      permission: {
        encrypt: 'cloudkms.cryptoKeyVersions.useToEncrypt',
        decrypt: 'cloudkms.cryptoKeyVersions.useToDecrypt',
      },
    },
    {
      name: 'AWS KMS',
      simulator: aws,
      service: awsOf('canary-aws-secret'),
      stranger: awsOf('another secret'),
      deny: (verb) => aws.deny(verb === 'encrypt' ? 'kms:Encrypt' : 'kms:Decrypt'),
      allow: () => aws.deny(),
      permission: { encrypt: 'kms:Encrypt', decrypt: 'kms:Decrypt' },
    },
    {
      name: 'HashiCorp Vault',
      simulator: vault,
      service: vaultOf('canary-vault-token'),
      stranger: vaultOf('another token'),
      deny: (verb) =>
        vault.addToken('canary-vault-token', ...Object.values(vaultPaths).filter((each) => each !== vaultPaths[verb])),
      allow: () => vault.addToken('canary-vault-token', ...Object.values(vaultPaths)),
      permission: { encrypt: `update on ${vaultPaths.encrypt}`, decrypt: `update on ${vaultPaths.decrypt}` },
    },
  );
});
afterAll(async () => {
  for (const { simulator } of arranged) await simulator.close();
  rmSync(folder, { recursive: true });
});

const failure = async (work: Promise<unknown>): Promise<KeyServiceError> => {
  const error: unknown = await work.then(
    () => null,
    (problem: unknown) => problem,
  );
  if (!(error instanceof KeyServiceError)) throw new Error(`No failure of a key service: ${String(error)}`);
  return error;
};

describe.each(['Google Cloud KMS', 'AWS KMS', 'HashiCorp Vault'])('%s', (name) => {
  let at: Arranged;
  beforeEach(() => {
    const found = arranged.find((each) => each.name === name);
    if (!found) throw new Error('Not arranged');
    at = found;
    at.simulator.clear();
    at.allow();
    waitFor('none');
  });

  it('wraps a key and unwraps it, bound to its tenant and purpose @req C9 C28', async () => {
    const keys = serviceRootKeys(at.service);
    const { rootKeyId, wrapped } = await keys.wrap(dataKey, 'tenant-1|seal|1');
    expect(rootKeyId).toMatch(/^(gcp-kms|aws-kms|vault):[\w-]{16}$/);
    expect(wrapped.length).toBeLessThan(1000);
    expect(Buffer.from(wrapped).includes(dataKey)).toBe(false);
    expect((await keys.unwrap(rootKeyId, wrapped, 'tenant-1|seal|1')).equals(dataKey)).toBe(true);
    await expect(keys.unwrap(rootKeyId, wrapped, 'tenant-2|seal|1')).rejects.toThrow(SealBroken);
    await expect(keys.unwrap(rootKeyId, `${wrapped.slice(0, -6)}AAAAAA`, 'tenant-1|seal|1')).rejects.toThrow(
      SealBroken,
    );
    await expect(keys.unwrap(`${rootKeyId}x`, wrapped, 'tenant-1|seal|1')).rejects.toThrow(SealBroken);
    await expect(keys.unwrap(rootKeyId, wrapped.replace('|', '2|'), 'tenant-1|seal|1')).rejects.toThrow(SealBroken);
  });

  it.each(['encrypt', 'decrypt'] as const)('names the permission that is missing to %s @req C33', async (verb) => {
    const keys = serviceRootKeys(at.service);
    const { rootKeyId, wrapped } = await keys.wrap(dataKey, 'b');
    at.deny(verb);
    const refused = await failure(verb === 'encrypt' ? keys.wrap(dataKey, 'b') : keys.unwrap(rootKeyId, wrapped, 'b'));
    expect(refused).toMatchObject({ problem: 'permission_denied', permission: at.permission[verb] });
    expect(refused.message).toContain(at.permission[verb]);
    expect((await failure(proveRootKeys(keys))).permission).toBe(at.permission[verb]);
    at.allow();
    await proveRootKeys(keys);
  });

  it('fails with its cause and never seals with something weaker instead @req C30', async () => {
    const keys = chosenRootKeys(() => at.service);
    for (const fault of ['status_500', 'reset', 'garbage', 'timeout'] as const) {
      at.simulator.clear();
      at.simulator.fault(fault, { times: 9 });
      waitFor(fault);
      const failed = await failure(keys.wrap(dataKey, 'b'));
      expect(failed.service).toBe(name);
      expect(inspect(failed, { depth: 9 })).not.toContain('canary');
      expect(JSON.stringify(at.simulator.ledger())).not.toContain('canary');
    }
    at.simulator.clear();
    waitFor('none');
    expect((await keys.wrap(dataKey, 'b')).rootKeyId).toContain(':');
  });

  it('is asked again where it could not answer just now', async () => {
    const keys = serviceRootKeys(at.service);
    await keys.wrap(dataKey, 'b');
    const faults: readonly HttpFault[] = ['reset', 'status_503', 'status_429', 'after_effect', 'timeout', 'drip'];
    for (const fault of faults) {
      at.simulator.fault(fault);
      waitFor(fault);
      const { rootKeyId, wrapped } = await keys.wrap(dataKey, 'b');
      at.simulator.clear();
      waitFor('none');
      expect((await keys.unwrap(rootKeyId, wrapped, 'b')).equals(dataKey)).toBe(true);
    }
  });

  it('takes no credential that it does not know', async () => {
    const refused = await failure(serviceRootKeys(at.stranger).wrap(dataKey, 'b'));
    expect(refused.problem).toBe(name === 'HashiCorp Vault' ? 'permission_denied' : 'credential_refused');
  });

  it('is needed for what it has wrapped: another provider says so and opens nothing', async () => {
    const { rootKeyId, wrapped } = await serviceRootKeys(at.service).wrap(dataKey, 'b');
    const without = await failure(chosenRootKeys(() => null).unwrap(rootKeyId, wrapped, 'b'));
    expect(without.problem).toBe('not_configured');
    const next = arranged[(arranged.indexOf(at) + 1) % arranged.length];
    expect((await failure(chosenRootKeys(() => next?.service ?? null).unwrap(rootKeyId, wrapped, 'b'))).problem).toBe(
      'not_configured',
    );
  });
});
