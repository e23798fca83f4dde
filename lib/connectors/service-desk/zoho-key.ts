import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConnectorError } from '../connector';
import { createWire, type WireMeans } from '../wire';
import type { ZohoClient } from './port';

const system = 'Zoho';

/** Where keys of the cloud come from; each data centre knows only its own accounts. */
export const zohoApi = {
  baseUrl: 'https://accounts.zoho.com',
  version: 'v2',
  endsOn: null,
  source: 'https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token-expiry.html',
} as const;

const centres: Readonly<Record<string, string>> = {
  us: zohoApi.baseUrl,
  eu: 'https://accounts.zoho.eu',
  in: 'https://accounts.zoho.in',
  au: 'https://accounts.zoho.com.au',
  cn: 'https://accounts.zoho.com.cn',
  jp: 'https://accounts.zoho.jp',
  sa: 'https://accounts.zoho.sa',
  uk: 'https://accounts.zoho.uk',
  ca: 'https://accounts.zohocloud.ca',
};

/** All the places where keys come from. */
export const zohoOrigins: readonly string[] = Object.values(centres);

/** Keys live for an hour and only ten are given out in ten minutes, so that this process remembers them. Never stored. */
const known = new Map<string, Readonly<{ key: string; until: number }>>();
const knownMax = 500;
const earlierMs = 60_000;
const tooManyMs = 10 * 60_000;

/**
 * The key with which the cloud's service desk is asked, fetched with the customer's refresh token or remembered. Fails
 * with `credential_refused` when Zoho does not know the client or the token, and `rate_limited` when too many were asked for.
 */
export async function zohoKey(client: ZohoClient, means: WireMeans): Promise<string> {
  const now = means.now().getTime();
  const remembered = known.get(nameOf(client));
  if (remembered && remembered.until > now) return remembered.key;
  const { key, seconds } = await fetchKey(client, means);
  const [oldest] = known.keys();
  if (known.size >= knownMax && oldest !== undefined) known.delete(oldest);
  known.set(nameOf(client), { key, until: now + seconds * 1000 - earlierMs });
  return key;
}

/** Forgets a key that the service desk did not take; whether there was one. */
export const forgetZohoKey = (client: ZohoClient): boolean => known.delete(nameOf(client));

async function fetchKey(client: ZohoClient, means: WireMeans): Promise<Readonly<{ key: string; seconds: number }>> {
  const { dataCentre = 'us' } = client;
  const baseUrl = Object.hasOwn(centres, dataCentre) ? centres[dataCentre] : undefined;
  if (baseUrl === undefined) throw new ConnectorError('credential_refused', { system });
  const wire = createWire({ system, baseUrl, limit: { perMinute: 10, burst: 10 }, account: nameOf(client) }, means);
  const answer = await wire({
    method: 'POST',
    path: `/oauth/${zohoApi.version}/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: client.clientId,
      client_secret: client.clientSecret,
      refresh_token: client.refreshToken,
    }).toString(),
    accept: [400, 401],
  });
  const said = answerSchema.safeParse(answer.json());
  if (!said.success) throw new ConnectorError('answer_unreadable', { system });
  // A no comes with 200 as well.
  const { access_token: key, expires_in: seconds, error } = said.data;
  if (error === 'access_denied') throw new ConnectorError('rate_limited', { system }, undefined, tooManyMs);
  if (key === undefined) throw new ConnectorError('credential_refused', { system });
  return { key, seconds: Math.min(seconds ?? 3600, 3600) };
}

const answerSchema = z.object({
  access_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
  error: z.string().optional(),
});

const nameOf = ({ clientId, clientSecret, refreshToken, dataCentre = 'us' }: ZohoClient): string =>
  createHash('sha256')
    .update(JSON.stringify([clientId, clientSecret, refreshToken, dataCentre]))
    .digest('hex');
