import { describe, expect, it } from 'vitest';
import { readConfig } from './config';
import { readKeyProvider } from './key-provider';

const database = { DATABASE_URL: 'postgresql://app:pw@127.0.0.1:5432/portico' };
const key =
  'projects/northwind-prod/locations/us-central1/keyRings/convergence-keyring/cryptoKeys/convergence-encryption-key';
const complete = {
  'gcp-kms': { GCP_KMS_KEY_NAME: key, GCP_KMS_CREDENTIALS_FILE: '/etc/portico/account.json' },
  'aws-kms': {
    AWS_KMS_KEY_ARN: 'arn:aws:kms:eu-central-1:123456789012:key/0b0c7f3e-0000-4000-8000-000000000001',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEKEY1',
    AWS_SECRET_ACCESS_KEY: 'canary',
  },
  vault: { VAULT_ADDR: 'https://vault.internal:8200', VAULT_TOKEN: 'canary', VAULT_TRANSIT_KEY: 'portico' },
} as const;
const problemsOf = (env: Record<string, string>, production = true) =>
  readKeyProvider(env, production).problems.map(({ name }) => name);

describe('the key provider', () => {
  it('is the file where nothing is said, but production has to say it @req C30', () => {
    expect(readKeyProvider({}, false)).toEqual({ provider: { kind: 'file' }, problems: [] });
    expect(problemsOf({})).toEqual(['PORTICO_KEY_PROVIDER']);
    expect(problemsOf({ PORTICO_KEY_PROVIDER: 'file' })).toEqual([]);
    for (const unknown of ['plain', 'none', 'KMS']) {
      expect(problemsOf({ PORTICO_KEY_PROVIDER: unknown }, false)).toEqual(['PORTICO_KEY_PROVIDER']);
    }
  });

  it.each(['gcp-kms', 'aws-kms', 'vault'] as const)('%s needs all of its settings, named at once @req C30', (kind) => {
    const settings = { PORTICO_KEY_PROVIDER: kind, ...complete[kind] };
    expect(readKeyProvider(settings, true)).toMatchObject({ provider: { kind }, problems: [] });
    expect(problemsOf({ PORTICO_KEY_PROVIDER: kind }).sort()).toEqual(Object.keys(complete[kind]).sort());
    const refused = readConfig({ ...database, PORTICO_MODE: 'production', PORTICO_KEY_PROVIDER: kind });
    const named = refused.ok ? [] : refused.problems.map(({ name }) => name);
    expect(named).toEqual(expect.arrayContaining([...Object.keys(complete[kind]), 'SMTP_URL', 'PUBLIC_URL']));
  });

  it('takes a Cloud KMS key by its whole name only @req C31', () => {
    const wrong = [
      'convergence-encryption-key',
      `${key}/cryptoKeyVersions/1`,
      key.replace('projects/', ''),
      key.replace('us-central1', 'us central1'),
      key.replace('cryptoKeys', 'keys'),
      `${key}?x=1`,
      `https://cloudkms.googleapis.com/v1/${key}`,
    ];
    for (const name of wrong) {
      const env = { PORTICO_KEY_PROVIDER: 'gcp-kms', ...complete['gcp-kms'], GCP_KMS_KEY_NAME: name };
      expect(problemsOf(env)).toEqual(['GCP_KMS_KEY_NAME']);
    }
  });

  it('learns the region of an AWS key from its ARN, and refuses what is none', () => {
    const { provider } = readKeyProvider({ PORTICO_KEY_PROVIDER: 'aws-kms', ...complete['aws-kms'] }, true);
    expect(provider).toMatchObject({ region: 'eu-central-1' });
    const wrong = { PORTICO_KEY_PROVIDER: 'aws-kms', ...complete['aws-kms'], AWS_KMS_KEY_ARN: 'arn:aws:s3:::bucket' };
    expect(problemsOf(wrong)).toEqual(['AWS_KMS_KEY_ARN']);
  });

  it('speaks to a Vault without encryption outside production only', () => {
    const plain = { PORTICO_KEY_PROVIDER: 'vault', ...complete.vault, VAULT_ADDR: 'http://127.0.0.1:8200' };
    expect(problemsOf(plain, false)).toEqual([]);
    expect(problemsOf(plain, true)).toEqual(['VAULT_ADDR']);
    expect(problemsOf({ ...plain, VAULT_TRANSIT_MOUNT: '../sys' }, false)).toEqual(['VAULT_TRANSIT_MOUNT']);
  });

  it('never repeats a value', () => {
    const env = {
      ...database,
      PORTICO_KEY_PROVIDER: 'aws-kms',
      AWS_ACCESS_KEY_ID: 'canary!',
      AWS_SECRET_ACCESS_KEY: 'canary',
    };
    expect(JSON.stringify(readConfig(env))).not.toContain('canary');
  });
});
