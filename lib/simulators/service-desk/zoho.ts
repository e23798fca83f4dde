import { randomBytes } from 'node:crypto';
import type { SimulatedRequest, SimulatedResponse } from '../http-simulator';
import { deskPermissions, type DeskInstance } from './state';

/** Only this many keys of one refresh token in ten minutes. */
const keysMax = 10;
const windowMs = 10 * 60_000;
const given = new WeakMap<object, number[]>();

/**
 * Zoho's place for keys of the cloud: a refresh token gives a key for an hour, and what is wrong comes with 200.
 * https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token-expiry.html
 */
export function answerZoho(
  { method, path, url, body }: SimulatedRequest,
  instances: readonly DeskInstance[],
  effect: (what: string) => void,
): SimulatedResponse {
  if (method !== 'POST' || path !== '/oauth/v2/token') return { status: 404, body: { error: 'invalid_url' } };
  const form = new URLSearchParams(body.toString('utf8'));
  const part = (name: string): string => form.get(name) ?? url.searchParams.get(name) ?? '';
  if (part('grant_type') !== 'refresh_token') return no('unsupported_grant_type');
  for (const instance of instances) {
    const client = instance.clients.find(({ clientId }) => clientId === part('client_id'));
    if (!client) continue;
    if (client.clientSecret !== part('client_secret')) return no('invalid_client');
    if (client.refreshToken !== part('refresh_token')) return no('invalid_code');
    const recent = (given.get(client) ?? []).filter((at) => at > Date.now() - windowMs);
    if (recent.length >= keysMax) return no('access_denied');
    given.set(client, [...recent, Date.now()]);
    const key = `1000.${randomBytes(16).toString('hex')}.${randomBytes(16).toString('hex')}`;
    instance.keys.set(key, new Set(deskPermissions));
    effect('key.fetched');
    const domain = 'https://www.zohoapis.com';
    return { status: 200, body: { access_token: key, api_domain: domain, token_type: 'Bearer', expires_in: 3600 } };
  }
  return no('invalid_client');
}

const no = (error: string): SimulatedResponse => ({ status: 200, body: { error } });
