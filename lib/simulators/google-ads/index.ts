import {
  startHttpSimulator,
  type HttpSimulator,
  type SimulatedRequest,
  type SimulatedResponse,
} from '../http-simulator';
import type { TokenBook } from '../google';

export type GoogleAdsSimulator = HttpSimulator &
  Readonly<{
    /** A person's direct access: ids of accounts without dashes. */
    give: (subject: string, ...customers: readonly string[]) => void;
    /** Puts accounts below a manager's. */
    place: (manager: string, ...customers: readonly string[]) => void;
    /** Our project may not call accounts in production. */
    forbidProject: (isForbidden: boolean) => void;
    /** The headers `developer-token` that came, the oldest first; null where there was none. */
    developerTokens: () => readonly (string | null)[];
  }>;

const scope = 'https://www.googleapis.com/auth/adwords';

/** Google Ads REST (https://developers.google.com/google-ads/api/rest/overview): accessible customers, and who is below whom. */
export async function startGoogleAds({
  port = 0,
  tokens,
  holdMs,
}: {
  port?: number;
  tokens: TokenBook;
  holdMs?: number;
}): Promise<GoogleAdsSimulator> {
  const direct = new Map<string, Set<string>>();
  const below = new Map<string, Set<string>>();
  const developerTokens: (string | null)[] = [];
  let isForbidden = false;

  const handle = (request: SimulatedRequest): SimulatedResponse => {
    const holder = tokens.holderOf(request);
    developerTokens.push(request.headers['developer-token'] ?? null);
    if (!holder) return adsError(401, 'authenticationError', 'OAUTH_TOKEN_INVALID');
    if (!holder.scopes.includes(scope)) return adsError(403, 'authorizationError', 'USER_PERMISSION_DENIED');
    if (isForbidden) return adsError(403, 'authorizationError', 'CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION');
    const mine = direct.get(holder.subject);
    if (!mine) return adsError(401, 'authenticationError', 'NOT_ADS_USER');
    if (request.method === 'GET' && /^\/v\d+\/customers:listAccessibleCustomers$/.test(request.path)) {
      return { status: 200, body: { resourceNames: [...mine].map((id) => `customers/${id}`) } };
    }
    const manager = /^\/v\d+\/customers\/(\d+)\/googleAds:search$/.exec(request.path)?.[1];
    if (request.method !== 'POST' || manager === undefined) return adsError(404, 'requestError', 'UNKNOWN');
    if (!mine.has(manager) || request.headers['login-customer-id'] !== manager) {
      return adsError(403, 'authorizationError', 'USER_PERMISSION_DENIED');
    }
    const query =
      typeof request.json === 'object' && request.json !== null && 'query' in request.json ? request.json.query : '';
    const asked = /^SELECT customer_client\.id FROM customer_client WHERE customer_client\.id = (\d+)$/.exec(
      String(query),
    )?.[1];
    if (asked === undefined) return adsError(400, 'queryError', 'UNEXPECTED_INPUT');
    const isThere = below.get(manager)?.has(asked) === true;
    const results = isThere
      ? [{ customerClient: { resourceName: `customers/${manager}/customerClients/${asked}`, id: asked } }]
      : [];
    return { status: 200, body: { results, fieldMask: 'customerClient.id' } };
  };

  const simulator = await startHttpSimulator({
    port,
    handle,
    errorBody: (status) => adsError(status, 'internalError', 'TRANSIENT_ERROR').body,
    ...(holdMs === undefined ? {} : { holdMs }),
  });
  return {
    ...simulator,
    give: (subject, ...customers) => void direct.set(subject, new Set([...(direct.get(subject) ?? []), ...customers])),
    place: (manager, ...customers) => void below.set(manager, new Set([...(below.get(manager) ?? []), ...customers])),
    forbidProject: (forbidden) => {
      isForbidden = forbidden;
    },
    developerTokens: () => developerTokens,
  };
}

/** A GoogleAdsFailure inside the usual status (https://developers.google.com/google-ads/api/docs/best-practices/error-types). */
function adsError(status: number, kind: string, code: string): SimulatedResponse {
  const spelled = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND' }[
    status
  ];
  return {
    status,
    body: {
      error: {
        code: status,
        message: 'The request could not be done.',
        status: spelled ?? 'INTERNAL',
        details: [
          {
            '@type': 'type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure',
            errors: [{ errorCode: { [kind]: code }, message: 'The request could not be done.' }],
            requestId: 'simulated',
          },
        ],
      },
    },
  };
}
