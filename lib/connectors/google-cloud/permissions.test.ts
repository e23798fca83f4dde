import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CheckContext } from '../check';
import { startGoogleWorld, type GoogleWorld } from '../testing/google-world';
import { forgetBreakers } from '../wire';
import { labelValue, ownerLabels } from './labels';
import {
  bigQueryPermissions,
  bigQueryPermissionsCheck,
  secretManagerPermissions,
  secretManagerPermissionsCheck,
} from './permissions';

let world: GoogleWorld;
beforeAll(async () => {
  world = await startGoogleWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.google.clear();
  world.google.withhold();
  forgetBreakers();
});

const context = (change: Partial<CheckContext> = {}): CheckContext => ({
  args: {},
  secret: {},
  connection: () => Promise.resolve(world.connection),
  wire: world.means,
  ...change,
});

describe('the look at permissions', () => {
  it('asks for what the least-privilege lists name @req G57 G58 C33', () => {
    expect(bigQueryPermissions).toEqual(
      expect.arrayContaining([
        'bigquery.datasets.create',
        'bigquery.datasets.get',
        'bigquery.datasets.delete',
        'bigquery.tables.create',
        'bigquery.tables.updateData',
      ]),
    );
    expect(secretManagerPermissions).toEqual(
      expect.arrayContaining([
        'secretmanager.secrets.create',
        'secretmanager.versions.add',
        'secretmanager.versions.access',
        'secretmanager.secrets.delete',
      ]),
    );
  });

  it('is well when all are there, lists one dataset and changes nothing @req G56 G60', async () => {
    const bigQuery = await bigQueryPermissionsCheck.run(context());
    expect(bigQuery.ok).toBe(true);
    expect(bigQuery.results.map(({ id }) => id)).toEqual(bigQueryPermissionsCheck.asks);
    expect(bigQuery.facts).toEqual({ project: 'northwind-prod', account: world.account.clientEmail });
    const secrets = await secretManagerPermissionsCheck.run(context());
    expect(secrets.ok).toBe(true);
    expect(secrets.results.map(({ id }) => id)).toEqual(secretManagerPermissionsCheck.asks);
    const ledger = world.google.ledger();
    expect(ledger.filter(({ effect }) => effect !== null)).toEqual([]);
    expect(ledger.some(({ path }) => path.endsWith('/datasets'))).toBe(true);
  });

  it.each([...bigQueryPermissions])('names %s when it is missing, and only that @req G57 C33', async (permission) => {
    world.google.withhold(permission);
    const report = await bigQueryPermissionsCheck.run(context());
    expect(report.ok).toBe(false);
    expect(report.results.find(({ id }) => id === permission)).toEqual({
      id: permission,
      ok: false,
      code: 'permission_denied',
      args: { system: 'BigQuery', permission },
    });
    const alsoListing = permission === 'bigquery.datasets.get' ? 1 : 0;
    expect(report.results.filter(({ ok }) => !ok)).toHaveLength(1 + alsoListing);
  });

  it.each([...secretManagerPermissions])('names %s when it is missing, and only that @req G58', async (permission) => {
    world.google.withhold(permission);
    const report = await secretManagerPermissionsCheck.run(context());
    expect(report.results.filter(({ ok }) => !ok)).toEqual([
      { id: permission, ok: false, code: 'permission_denied', args: { system: 'Google Secret Manager', permission } },
    ]);
  });

  it('says that listing is forbidden in words of its own @req G60', async () => {
    world.google.fault('status_403', { match: 'GET /bigquery' });
    const report = await bigQueryPermissionsCheck.run(context());
    expect(report.results.filter(({ ok }) => !ok)).toMatchObject([
      { id: 'bigquery.datasets.list', code: 'permission_denied' },
    ]);
  });

  it('answers for another project, and says when there is no connection or no such project', async () => {
    const other = await bigQueryPermissionsCheck.run(context({ args: { project: 'another-project' } }));
    expect(other.facts.project).toBe('another-project');
    const none = await bigQueryPermissionsCheck.run(context({ connection: () => Promise.resolve(null) }));
    expect(none.ok).toBe(false);
    expect(new Set(none.results.map(({ code }) => code))).toEqual(new Set(['not_connected']));
    const strange = await secretManagerPermissionsCheck.run(
      context({
        connection: () =>
          Promise.resolve({
            ...world.connection,
            secret: { client_email: 'x@y.example', private_key: world.account.privateKey },
          }),
      }),
    );
    expect(new Set(strange.results.map(({ code }) => code))).toEqual(new Set(['credential_refused']));
  });
});

describe('labels', () => {
  it('keep to what Google takes', () => {
    expect(labelValue('Run 1:Create/X')).toBe('run_1_create_x');
    expect(labelValue('ä'.repeat(80))).toBe('_'.repeat(63));
    const all = ownerLabels({ flowId: '018F0000-0000-7000-8000-00000000000A', key: 'run:action' });
    for (const [name, value] of Object.entries(all)) {
      expect(name).toMatch(/^[a-z][a-z0-9_-]{0,62}$/);
      expect(value).toMatch(/^[a-z0-9_-]{0,63}$/);
    }
  });
});
