import { createHash } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { z } from 'zod';
import { safeFetch, type OutsideFailure } from '@/lib/platform/http';

/** Where Google hands out access tokens (https://developers.google.com/identity/protocols/oauth2/service-account). */
export const googleTokenUrl = 'https://oauth2.googleapis.com/token';

/** By what a token is asked for: a service account's own key, or what a person has once agreed to. */
export type GoogleGrant =
  | Readonly<{ kind: 'service-account'; clientEmail: string; privateKey: string; scopes: readonly string[] }>
  | Readonly<{ kind: 'refresh-token'; clientId: string; clientSecret: string; refreshToken: string }>;

/**
 * `credential_refused`: Google does not know the account, its key or the person's consent. `client_refused`: it does not
 * know who *we* are (client id and secret). `key_unusable`: the private key cannot be read.
 */
export type GoogleTokenFailure =
  OutsideFailure | 'credential_refused' | 'client_refused' | 'key_unusable' | 'unavailable' | 'answer_unreadable';

export type GoogleToken =
  | Readonly<{ ok: true; token: string; scopes: readonly string[] }>
  | Readonly<{ ok: false; failure: GoogleTokenFailure }>;

export type GoogleTokenMeans = Readonly<{ fetch: typeof safeFetch; now: () => Date; tokenUrl?: string }>;

export type GoogleTokens = Readonly<{
  /** A token that is good for five minutes more at least; calls that meet share one request. */
  get: (grant: GoogleGrant, means: GoogleTokenMeans) => Promise<GoogleToken>;
  /** Asks anew although one is known: for finding out whether a consent still holds. */
  getFresh: (grant: GoogleGrant, means: GoogleTokenMeans) => Promise<GoogleToken>;
  /** After a service has refused the token: it may have been withdrawn before its end. */
  forget: (grant: GoogleGrant, means: Pick<GoogleTokenMeans, 'tokenUrl'>) => void;
}>;

const earlierMs = 5 * 60_000;
const lifeSeconds = 3600;
const knownMax = 500;

/** Tokens in memory, by a hash of what they were asked for; nothing of them is ever stored or logged. */
export function createGoogleTokens(): GoogleTokens {
  const known = new Map<string, { token: GoogleToken; until: number }>();
  const asking = new Map<string, Promise<GoogleToken>>();

  async function getFresh(grant: GoogleGrant, means: GoogleTokenMeans): Promise<GoogleToken> {
    const slot = slotOf(grant, means.tokenUrl);
    const { token, lifeMs } = await ask(grant, means);
    known.delete(slot);
    if (token.ok && lifeMs > earlierMs) {
      if (known.size >= knownMax) known.clear();
      known.set(slot, { token, until: means.now().getTime() + lifeMs - earlierMs });
    }
    return token;
  }

  return {
    getFresh,
    get: async (grant, means) => {
      const slot = slotOf(grant, means.tokenUrl);
      const found = known.get(slot);
      if (found && found.until > means.now().getTime()) return found.token;
      const running = asking.get(slot) ?? getFresh(grant, means).finally(() => asking.delete(slot));
      asking.set(slot, running);
      return running;
    },
    forget: (grant, { tokenUrl }) => void known.delete(slotOf(grant, tokenUrl)),
  };
}

/** The tokens of this process. */
export const googleTokens = createGoogleTokens();

function slotOf(grant: GoogleGrant, tokenUrl: string = googleTokenUrl): string {
  return createHash('sha256')
    .update(JSON.stringify([tokenUrl, grant]))
    .digest('base64url');
}

const answerShape = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  scope: z.string().optional(),
});
const refusalShape = z.object({ error: z.string() });

async function ask(grant: GoogleGrant, means: GoogleTokenMeans): Promise<{ token: GoogleToken; lifeMs: number }> {
  const form = await formOf(grant, means);
  if (form === null) return failed('key_unusable');
  const answer = await means.fetch(means.tokenUrl ?? googleTokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  if (!answer.ok) return failed(answer.failure);
  const { status } = answer.response;
  const body = quietJson(answer.response.text());
  if (status >= 500 || status === 429) return failed('unavailable');
  if (status !== 200) {
    const refusal = refusalShape.safeParse(body);
    if (!refusal.success) return failed(status === 401 || status === 403 ? 'credential_refused' : 'answer_unreadable');
    return failed(
      /^(invalid_client|unauthorized_client)$/.test(refusal.data.error) ? 'client_refused' : 'credential_refused',
    );
  }
  const given = answerShape.safeParse(body);
  if (!given.success) return failed('answer_unreadable');
  const scopes = given.data.scope?.split(' ').filter(Boolean) ?? [];
  return { token: { ok: true, token: given.data.access_token, scopes }, lifeMs: given.data.expires_in * 1000 };
}

/** RFC 7523 for a service account, RFC 6749 section 6 for a refresh token; null when the private key cannot be read. */
async function formOf(grant: GoogleGrant, { now, tokenUrl }: GoogleTokenMeans): Promise<URLSearchParams | null> {
  if (grant.kind === 'refresh-token') {
    return new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: grant.clientId,
      client_secret: grant.clientSecret,
      refresh_token: grant.refreshToken,
    });
  }
  try {
    const issuedAt = Math.floor(now().getTime() / 1000);
    const assertion = await new SignJWT({ scope: grant.scopes.join(' ') })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(grant.clientEmail)
      .setAudience(tokenUrl ?? googleTokenUrl)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifeSeconds)
      .sign(await importPKCS8(grant.privateKey, 'RS256'));
    return new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  } catch {
    return null;
  }
}

const failed = (failure: GoogleTokenFailure): { token: GoogleToken; lifeMs: number } => ({
  token: { ok: false, failure },
  lifeMs: 0,
});

function quietJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
