import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  startGoogle,
  startGoogleAds,
  type GoogleAdsSimulator,
  type GoogleSimulator,
  type HttpFault,
} from '@/lib/simulators';
import { createSafeFetch } from '@/lib/platform/http';
import type { CheckContext, CheckReport } from '../check';
import { patienceFor } from '../testing/outside';
import { forgetBreakers, unpaced, type WireMeans } from '../wire';
import { googleAdsApi, googleAdsCheck, googleAdsScopes } from './index';

let google: GoogleSimulator;
let ads: GoogleAdsSimulator;
let wire: WireMeans;
const refreshToken = '1//canary-refresh-token';
const secret = { client_id: 'portico.apps.googleusercontent.com', client_secret: 'canary-client-secret' };

beforeAll(async () => {
  google = await startGoogle({ holdMs: 1200 });
  ads = await startGoogleAds({ tokens: google.tokens, holdMs: 1200 });
  wire = wireFor();
  google.tokens.addClient(secret.client_id, secret.client_secret);
  ads.give('anna', '1234567890', '5550000001');
  ads.place('5550000001', '2223334444');
});
afterAll(async () => {
  await ads.close();
  await google.close();
});
beforeEach(() => {
  google.clear();
  ads.clear();
  ads.forbidProject(false);
  forgetBreakers();
  consent(googleAdsScopes);
});

const wireFor = (timeoutMs?: number): WireMeans => ({
  fetch: createSafeFetch({
    allowedEndpoints: [google.origin, ads.origin],
    routes: { 'https://oauth2.googleapis.com': google.origin, 'https://googleads.googleapis.com': ads.origin },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }),
  pace: unpaced,
  now: () => new Date(),
});
const consent = (scopes: readonly string[]): void =>
  google.tokens.addConsent({ refreshToken, clientId: secret.client_id, subject: 'anna', scopes });
const look = (change: Partial<CheckContext> = {}): Promise<CheckReport> =>
  googleAdsCheck.run({
    args: { customerIds: ['123-456-7890'] },
    secret: { refresh_token: refreshToken },
    connection: () => Promise.resolve({ system: 'google-ads', settings: {}, secret }),
    wire,
    ...change,
  });

describe('the look at Google Ads', () => {
  it('succeeds when the accessible customers can be listed @req G27', async () => {
    const report = await look();
    expect(report).toEqual({
      ok: true,
      results: [
        { id: 'customers:listAccessibleCustomers', ok: true },
        { id: 'customers/1234567890', ok: true },
      ],
      facts: { accounts: '2', scopes: 'https://www.googleapis.com/auth/adwords' },
    });
    expect(ads.ledger().map(({ path }) => path)).toEqual(['/v26/customers:listAccessibleCustomers']);
  });

  it('asks for one scope only, and says which were given @req G31', async () => {
    expect(googleAdsScopes).toEqual(['https://www.googleapis.com/auth/adwords']);
    consent(['https://www.googleapis.com/auth/userinfo.email']);
    const report = await look();
    expect(report.results).toMatchObject([{ ok: false, code: 'permission_denied' }]);
  });

  it('finds an account below a manager, and refuses one that is nowhere @req G27', async () => {
    const report = await look({ args: { customerIds: '222-333-4444, 999-999-9999 nonsense' } });
    expect(report.ok).toBe(false);
    expect(report.results.slice(1)).toEqual([
      { id: 'customers/2223334444', ok: true },
      {
        id: 'customers/9999999999',
        ok: false,
        code: 'permission_denied',
        args: { system: 'Google Ads', permission: 'customers/9999999999' },
      },
      { id: 'customers/nonsense', ok: false, code: 'not_found', args: { system: 'Google Ads' } },
    ]);
  });

  it('finds out at once that a consent was withdrawn, though an older token would still do @req G26', async () => {
    expect((await look()).ok).toBe(true);
    google.tokens.revokeConsent(refreshToken);
    expect((await look()).results).toEqual([
      {
        id: 'customers:listAccessibleCustomers',
        ok: false,
        code: 'credential_refused',
        args: { system: 'Google Ads' },
      },
    ]);
  });

  it('tells our own mistakes from the customer’s', async () => {
    const wrong = { system: 'google-ads', settings: {}, secret: { ...secret, client_secret: 'other' } };
    for (const connection of [null, wrong, { ...wrong, secret: {} }]) {
      expect((await look({ connection: () => Promise.resolve(connection) })).results[0]?.code).toBe('not_connected');
    }
    ads.forbidProject(true);
    expect((await look()).results[0]?.code).toBe('not_connected');
    expect((await look({ secret: {} })).results[0]?.code).toBe('credential_missing');
  });

  it('sends a developer token only where the connection still has one', async () => {
    await look();
    const older = { system: 'google-ads', settings: {}, secret: { ...secret, developer_token: 'AbCdEf' } };
    await look({ connection: () => Promise.resolve(older) });
    expect(ads.developerTokens().slice(-2)).toEqual([null, 'AbCdEf']);
  });

  it('names the version that it speaks, and a day by which to move on', () => {
    expect(googleAdsApi.baseUrl.endsWith(googleAdsApi.version)).toBe(true);
    expect(googleAdsApi.endsOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  const faults: readonly (readonly [HttpFault, string])[] = [
    ['timeout', 'timed_out'],
    ['drip', 'timed_out'],
    ['reset', 'unreachable'],
    ['garbage', 'answer_unreadable'],
    ['status_401', 'credential_refused'],
    ['status_403', 'permission_denied'],
    ['status_429', 'rate_limited'],
    ['status_500', 'unavailable'],
  ];
  it.each(faults)('%s of either server is a result, and no secret is in it @req G29 G33', async (fault, code) => {
    ads.fault(fault);
    const report = await look({ wire: wireFor(patienceFor(fault)) });
    expect(report.results).toMatchObject([{ ok: false, code }]);
    google.fault('status_503', { match: 'POST /token' });
    const other = await look();
    expect(other.results).toMatchObject([{ ok: false, code: 'unavailable' }]);
    expect(inspect([report, other, ads.ledger(), google.ledger()], { depth: 9 })).not.toContain('canary');
  });
});
