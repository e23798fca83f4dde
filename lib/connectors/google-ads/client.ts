import { z } from 'zod';
import { googleTokens, googleTokenUrl } from '@/lib/platform/google';
import type { Connection } from '../connection';
import { ConnectorError } from '../connector';
import { tokenFailure } from '../google-cloud/client';
import type { VendorApi } from '../google-cloud/services';
import { createWire, type WireMeans } from '../wire';

/** The product as people know it. */
export const googleAds = 'Google Ads';

/**
 * v26 came on 14 October 2026. A version lives about twelve months and its last day is named later, so this is the day by
 * which to have moved on.
 */
export const googleAdsApi: VendorApi = {
  baseUrl: 'https://googleads.googleapis.com/v26',
  version: 'v26',
  endsOn: '2027-10-01',
  source: 'https://developers.google.com/google-ads/api/docs/sunset-dates',
};

/** The only scope that we ever ask for (https://developers.google.com/google-ads/api/docs/oauth/internals). */
export const googleAdsScopes = ['https://www.googleapis.com/auth/adwords'] as const;

/** Below the one request a second that Google recommends for looks that nobody waits for. */
export const googleAdsLimits = { requests: { perMinute: 300, burst: 20 } } as const;

const connectionShape = z.object({
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  developer_token: z.string().optional(),
});
const namesShape = z.object({ resourceNames: z.array(z.string().regex(/^customers\/\d{1,20}$/)).default([]) });
const clientsShape = z.object({
  results: z.array(z.object({ customerClient: z.object({ id: z.string() }) })).default([]),
});

export type GoogleAds = Readonly<{
  /** What the person has agreed to, as far as Google says. */
  scopes: readonly string[];
  /** Ids of the accounts that the person was directly given access to. */
  listAccessibleCustomers: () => Promise<readonly string[]>;
  /** Whether an account is below a manager's account. */
  isBelow: (manager: string, customer: string) => Promise<boolean>;
}>;

/**
 * Google Ads on behalf of whoever gave the refresh token. Asks for a fresh access token, because an older one outlives a
 * withdrawn consent. Developer tokens ended on 9 September 2026; one that the connection still has is sent along, as
 * that is allowed (https://developers.google.com/google-ads/api/docs/api-policy/developer-token).
 */
export async function openGoogleAds(
  connection: Connection | null,
  refreshToken: string,
  means: WireMeans,
): Promise<GoogleAds> {
  const { clientId, clientSecret, developerToken, at } = clientOf(connection);
  const token = await googleTokens.getFresh(
    { kind: 'refresh-token', clientId, clientSecret, refreshToken },
    { fetch: means.fetch, now: means.now, tokenUrl: at(googleTokenUrl) },
  );
  if (!token.ok) throw tokenFailure(token.failure, googleAds);
  const wire = createWire(
    {
      system: googleAds,
      baseUrl: at(googleAdsApi.baseUrl),
      limit: googleAdsLimits.requests,
      account: clientId,
      authorise: () =>
        Promise.resolve({
          authorization: `Bearer ${token.token}`,
          ...(developerToken ? { 'developer-token': developerToken } : {}),
        }),
      failureOf: googleAdsFailure,
    },
    means,
  );
  return {
    scopes: token.scopes,
    // https://developers.google.com/google-ads/api/rest/reference/rest/v26/customers/listAccessibleCustomers
    listAccessibleCustomers: async () => {
      const answer = await wire({ method: 'GET', path: '/customers:listAccessibleCustomers' });
      return read(namesShape, answer.json()).resourceNames.map((name) => name.slice('customers/'.length));
    },
    // https://developers.google.com/google-ads/api/docs/account-management/get-account-hierarchy
    isBelow: async (manager, customer) => {
      const answer = await wire({
        method: 'POST',
        path: `/customers/${manager}/googleAds:search`,
        headers: { 'login-customer-id': manager },
        body: {
          query: `SELECT customer_client.id FROM customer_client WHERE customer_client.id = ${Number(customer)}`,
        },
      });
      return read(clientsShape, answer.json()).results.some(({ customerClient }) => customerClient.id === customer);
    },
  };
}

/** Who we are at Google, and where Google is for this owner. Fails with `not_connected`. */
export function clientOf(connection: Connection | null) {
  const ours = connectionShape.safeParse(connection?.secret ?? {});
  if (!ours.success) throw new ConnectorError('not_connected', { system: googleAds });
  const { client_id: clientId, client_secret: clientSecret, developer_token: developerToken } = ours.data;
  const origin = connection?.settings.baseUrl;
  const at = (url: string): string => (origin ? new URL(new URL(url).pathname, origin).toString() : url);
  return { clientId, clientSecret, developerToken, at };
}

const failureShape = z.object({
  error: z.object({
    details: z
      .array(
        z.object({ errors: z.array(z.object({ errorCode: z.record(z.string(), z.string()) })).default([]) }).loose(),
      )
      .default([]),
  }),
});
/** Codes with which Google Ads says that *our* project may not do this, whoever the customer is. */
const oursAtFault = new Set([
  'CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION',
  'PROJECT_DISABLED',
  'DEVELOPER_TOKEN_NOT_APPROVED',
]);

/** https://developers.google.com/google-ads/api/docs/common-errors */
export function googleAdsFailure(status: number, body: unknown): ConnectorError | null {
  const parsed = failureShape.safeParse(body);
  const codes = parsed.success
    ? parsed.data.error.details.flatMap(({ errors }) => errors.flatMap(({ errorCode }) => Object.values(errorCode)))
    : [];
  const args = { system: googleAds, status };
  if (codes.some((code) => oursAtFault.has(code))) return new ConnectorError('not_connected', args);
  if (codes.includes('RESOURCE_EXHAUSTED')) return new ConnectorError('quota_exceeded', args);
  if (codes.some((code) => /^(NOT_ADS_USER|TWO_STEP_VERIFICATION_NOT_ENROLLED)$/.test(code))) {
    return new ConnectorError('permission_denied', args);
  }
  return null;
}

function read<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body);
  if (!parsed.success) throw new ConnectorError('answer_unreadable', { system: googleAds });
  return parsed.data;
}
