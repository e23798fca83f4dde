import * as client from 'openid-client';
import { config } from '@/lib/platform/config';
import { createSafeFetch, type SafeRequest } from '@/lib/platform/http';

/** What is needed to speak with a tenant's identity provider. The secret is opened for one call and kept nowhere. */
export type ProviderAccess = Readonly<{ issuer: string; clientId: string; clientSecret: string }>;

/** Whom a provider has named, after every check: signature, issuer, audience, nonce, times. */
export type ProvidedIdentity = Readonly<{ subject: string; email: string | null; mfa: boolean }>;

/** Why a provider's answer was not taken; the page and the log say no more than this. */
export type OidcFailure = 'unreachable' | 'not_an_issuer' | 'answer_refused' | 'denied' | 'email_unverified';
type Result<T> = Readonly<{ ok: true; value: T }> | Readonly<{ ok: false; failure: OidcFailure }>;

/** A call outside may take five seconds, and signing in takes two or three of them. */
const timeoutMs = 5_000;

/** The one address that providers send people back to, whatever the language or the partner. */
export const redirectUri = (): string => `${config().publicUrl}/api/sign-in/sso`;

/**
 * The address at the provider to send a browser to: authorization code with PKCE (S256), state and nonce. Reads the
 * provider's discovery document, whose issuer must be exactly the configured one. Failures are values.
 */
export async function authorizationUrl(
  access: ProviderAccess,
  parts: Readonly<{ state: string; nonce: string; verifier: string; loginHint?: string | undefined }>,
): Promise<Result<string>> {
  return attempt(async () => {
    const provider = await discover(access);
    const url = client.buildAuthorizationUrl(provider, {
      redirect_uri: redirectUri(),
      scope: 'openid email profile',
      state: parts.state,
      nonce: parts.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(parts.verifier),
      code_challenge_method: 'S256',
      ...(parts.loginHint ? { login_hint: parts.loginHint } : {}),
    });
    if (!isReachable(url)) return { ok: false, failure: 'not_an_issuer' };
    return { ok: true, value: url.href };
  });
}

/**
 * Redeems the code of a provider's answer and checks its ID token. An address counts only when the provider says that it
 * has verified it; without one, only a subject that is linked already can sign in.
 */
export async function redeemAnswer(
  access: ProviderAccess,
  query: URLSearchParams,
  parts: Readonly<{ state: string; nonce: string; verifier: string }>,
): Promise<Result<ProvidedIdentity>> {
  return attempt(async () => {
    const provider = await discover(access);
    const answered = new URL(redirectUri());
    answered.search = query.toString();
    const tokens = await client.authorizationCodeGrant(provider, answered, {
      expectedState: parts.state,
      expectedNonce: parts.nonce,
      pkceCodeVerifier: parts.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims || claims.sub.length > 255) return { ok: false, failure: 'answer_refused' };
    const verified = claims['email_verified'] === true || claims['email_verified'] === 'true';
    const email = typeof claims['email'] === 'string' && verified ? claims['email'] : null;
    const methods: unknown = claims['amr'];
    return {
      ok: true,
      value: { subject: claims.sub, email, mfa: Array.isArray(methods) && methods.includes('mfa') },
    };
  });
}

/** Whether a provider answers as the issuer that it is configured as: what the "Test" button asks. */
export const testProvider = (access: ProviderAccess): Promise<Result<null>> =>
  attempt(async () => {
    const provider = await discover(access);
    const { authorization_endpoint: authorization, token_endpoint: token, jwks_uri: keys } = provider.serverMetadata();
    return authorization && token && keys ? { ok: true, value: null } : { ok: false, failure: 'not_an_issuer' };
  });

async function discover({ issuer, clientId, clientSecret }: ProviderAccess): Promise<client.Configuration> {
  const plain = issuer.startsWith('http:') && config().allowedPartnerEndpoints.includes(new URL(issuer).origin);
  const provider = await client.discovery(
    new URL(issuer),
    clientId,
    { client_secret: clientSecret, id_token_signed_response_alg: undefined },
    client.ClientSecretPost(clientSecret),
    {
      [client.customFetch]: outwards,
      timeout: timeoutMs / 1000,
      // The token comes straight from the endpoint, but whose keys signed it is checked all the same.
      execute: [client.enableNonRepudiationChecks, ...(plain ? [client.allowInsecureRequests] : [])],
    },
  );
  if (provider.serverMetadata().issuer !== issuer) throw new NotTheIssuer();
  return provider;
}

class NotTheIssuer extends Error {}
class Unreachable extends Error {}

/** openid-client's way out, through the one door that refuses addresses inside and follows no redirect. */
const outwards: client.CustomFetch = async (address, options) => {
  const safeFetch = createSafeFetch({
    allowedEndpoints: config().allowedPartnerEndpoints,
    timeoutMs,
    bytesMax: 256 * 1024,
  });
  const { body } = options;
  const request: SafeRequest = {
    method: options.method === 'POST' ? 'POST' : 'GET',
    headers: { ...options.headers },
    ...(body === undefined || body === null ? {} : { body: body instanceof Uint8Array ? body : String(body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  };
  const result = await safeFetch(address, request);
  if (!result.ok) throw new Unreachable(result.failure);
  const { status, headers, body: answer } = result.response;
  const empty = status === 204 || status === 304;
  return new Response(empty ? null : new Uint8Array(answer), { status, headers });
};

async function attempt<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (problem) {
    if (problem instanceof client.AuthorizationResponseError) return { ok: false, failure: 'denied' };
    if (problem instanceof NotTheIssuer) return { ok: false, failure: 'not_an_issuer' };
    for (let cause: unknown = problem; cause instanceof Error; cause = cause.cause) {
      if (cause instanceof Unreachable || cause.name === 'TimeoutError') return { ok: false, failure: 'unreachable' };
    }
    if (problem instanceof client.ClientError || problem instanceof client.ResponseBodyError) {
      return {
        ok: false,
        failure: /JSON_ATTRIBUTE_COMPARISON/.test(String(problem.code)) ? 'not_an_issuer' : 'answer_refused',
      };
    }
    return { ok: false, failure: 'answer_refused' };
  }
}

/** A browser is sent to https only, or to an endpoint that the operator allows partners and customers. */
const isReachable = (url: URL): boolean =>
  url.protocol === 'https:' || config().allowedPartnerEndpoints.includes(url.origin);
