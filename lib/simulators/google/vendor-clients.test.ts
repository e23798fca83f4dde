import { BigQuery } from '@google-cloud/bigquery';
import { KeyManagementServiceClient } from '@google-cloud/kms';
import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { UserRefreshClient } from 'google-auth-library';
import { googleAuthLibrary } from 'google-gax';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGoogleTokens } from '@/lib/platform/google';
import { createSafeFetch } from '@/lib/platform/http';
import { startGoogle, type GoogleSimulator } from './index';

const projectId = 'northwind-prod';
let google: GoogleSimulator;
let authClient: googleAuthLibrary.UserRefreshClient;
let warehouseClient: UserRefreshClient;

beforeAll(async () => {
  google = await startGoogle();
  const { client_email: clientEmail, private_key: privateKey } = google.tokens.createServiceAccount('vendor@x.example');
  const token = await createGoogleTokens().get(
    {
      kind: 'service-account',
      clientEmail,
      privateKey,
      scopes: ['https://www.googleapis.com/auth/cloud-platform'],
    },
    {
      fetch: createSafeFetch({ allowedEndpoints: [google.origin] }),
      now: () => new Date(),
      tokenUrl: `${google.origin}/token`,
    },
  );
  if (!token.ok) throw new Error(token.failure);
  const credentials = { access_token: token.token, expiry_date: Date.now() + 3_000_000 };
  warehouseClient = new UserRefreshClient();
  warehouseClient.setCredentials(credentials);
  authClient = new googleAuthLibrary.UserRefreshClient();
  authClient.setCredentials(credentials);
});
afterAll(() => google.close());

describe('the simulated Google answers its own clients', () => {
  it('BigQuery: datasets, tables and statements', async () => {
    const client = new BigQuery({ projectId, apiEndpoint: google.origin, authClient: warehouseClient });
    const [dataset] = await client.createDataset('vendor_acme', { location: 'EU', labels: { owner: 'vendor' } });
    expect(dataset.id).toBe('vendor_acme');
    await expect(client.createDataset('vendor_acme')).rejects.toMatchObject({ code: 409 });
    const [metadata] = await dataset.getMetadata();
    expect(metadata).toMatchObject({ location: 'EU', labels: { owner: 'vendor' } });
    await dataset.createTable('customers', {
      schema: [
        { name: 'customer_id', type: 'STRING', mode: 'REQUIRED' },
        { name: 'seats', type: 'INT64' },
      ],
    });
    const [tables] = await dataset.getTables();
    expect(tables.map(({ id }) => id)).toEqual(['customers']);
    expect((await client.query('SELECT 1 AS test'))[0]).toEqual([{ test: 1 }]);
    await client.query({
      query: 'INSERT INTO vendor_acme.customers (customer_id, seats) VALUES (@id, @seats)',
      params: { id: 'acme', seats: 4 },
    });
    const [rows] = await client.query({
      query: 'SELECT customer_id, seats FROM vendor_acme.customers WHERE customer_id = @id',
      params: { id: 'acme' },
    });
    expect(rows).toEqual([{ customer_id: 'acme', seats: 4 }]);
    await expect(client.query('SELECT nonsense FROM vendor_acme.customers')).rejects.toMatchObject({ code: 400 });
    await dataset.delete({ force: true });
    expect((await dataset.exists())[0]).toBe(false);
    google.withhold('bigquery.datasets.create');
    await expect(client.createDataset('vendor_other')).rejects.toMatchObject({ code: 403 });
    google.withhold();
  });

  it('Secret Manager: create, add a version, read it, delete', async () => {
    const client = new SecretManagerServiceClient({
      fallback: true,
      projectId,
      authClient,
      protocol: 'http',
      apiEndpoint: '127.0.0.1',
      port: google.port,
    });
    const parent = `projects/${projectId}`;
    const [secret] = await client.createSecret({
      parent,
      secretId: 'vendor-secret',
      secret: { replication: { automatic: {} }, labels: { owner: 'vendor' } },
    });
    expect(secret.name).toBe(`${parent}/secrets/vendor-secret`);
    const [version] = await client.addSecretVersion({ parent: secret.name, payload: { data: Buffer.from('value') } });
    expect(version.name).toBe(`${secret.name}/versions/1`);
    const [read] = await client.accessSecretVersion({ name: `${secret.name}/versions/latest` });
    expect(Buffer.from(read.payload?.data ?? '').toString()).toBe('value');
    await client.deleteSecret({ name: secret.name });
    await expect(client.getSecret({ name: secret.name })).rejects.toThrow(/not found/);
    await client.close();
  });

  it('Cloud KMS: encrypt and decrypt', async () => {
    const client = new KeyManagementServiceClient({
      fallback: true,
      projectId,
      authClient,
      protocol: 'http',
      apiEndpoint: '127.0.0.1',
      port: google.port,
    });
    const name = client.cryptoKeyPath(projectId, 'us-central1', 'convergence-keyring', 'convergence-encryption-key');
    const additionalAuthenticatedData = Buffer.from('tenant-1');
    const [sealed] = await client.encrypt({ name, plaintext: Buffer.from('data key'), additionalAuthenticatedData });
    const [opened] = await client.decrypt({ name, ciphertext: sealed.ciphertext, additionalAuthenticatedData });
    expect(Buffer.from(opened.plaintext ?? '').toString()).toBe('data key');
    await expect(client.decrypt({ name, ciphertext: sealed.ciphertext })).rejects.toThrow(/Decryption failed/);
    await client.close();
  });
});
