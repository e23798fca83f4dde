import { z } from 'zod';
import { googleTokenUrl } from '@/lib/platform/google';
import type { Connection } from '../connection';
import { ConnectorError } from '../connector';
import { createWire, usualFailure, type WireMeans } from '../wire';
import { clientOf, googleAds, googleAdsLimits } from './client';

const refusalShape = z.object({ error: z.string() });
/** No consent of anybody: with it nothing can be opened. */
const nobodysToken = 'portico-look';

/**
 * Whether Google knows our client by its id and secret. A refresh token that nobody was given is handed in: whoever asks
 * is looked at first, so that a client that is known is told `invalid_grant` and any other one `invalid_client`
 * (RFC 6749, sections 5.2 and 6; https://developers.google.com/identity/protocols/oauth2/web-server#offline). What
 * customers have opened to us is not asked for. Fails with `not_connected`, `credential_refused`, and what the wire knows.
 */
export async function lookAtGoogleAdsClient(connection: Connection, means: WireMeans): Promise<void> {
  const { clientId, clientSecret, at } = clientOf(connection);
  const { origin: baseUrl, pathname: path } = new URL(at(googleTokenUrl));
  const wire = createWire({ system: googleAds, baseUrl, limit: googleAdsLimits.requests, account: clientId }, means);
  const { status, headers, text } = await wire({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: nobodysToken,
    }).toString(),
    accept: [400, 401],
  });
  const said = refusalIn(text);
  if (said === 'invalid_grant') return;
  if (said === 'invalid_client' || said === 'unauthorized_client') {
    throw new ConnectorError('credential_refused', { system: googleAds, status });
  }
  throw status < 300
    ? new ConnectorError('answer_unreadable', { system: googleAds, status })
    : usualFailure(status, googleAds, headers);
}

function refusalIn(text: string): string | null {
  try {
    return refusalShape.safeParse(JSON.parse(text)).data?.error ?? null;
  } catch {
    return null;
  }
}
