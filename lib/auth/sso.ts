import { ok, refuse, type ErrorCode, type Outcome } from '@/lib/errors';
import { databaseClient } from '@/lib/platform/db';
import { isUuid, uuidv7 } from '@/lib/platform/ids';
import { log } from '@/lib/platform/logging';
import { consume } from '@/lib/platform/rate-limit';
import { withTenant, type SystemActor } from '@/lib/tenancy';
import { normaliseEmail } from './email';
import { providerAccess } from './identity-providers';
import { lifetimes } from './lifetimes';
import { authorizationUrl, redeemAnswer, type OidcFailure, type ProviderAccess } from './oidc';
import { derived, prove } from './proof';
import { safeReturnPath } from './return-path';
import type { SignedIn } from './sign-in';
import { hashToken, isToken, newToken } from './tokens';

/** A tenant's own sign-in, as somebody with an address of its domain may see it. */
export type FoundProvider = Readonly<{ tenantId: string; name: string }>;

/** How long somebody may take at their provider. */
const attemptSeconds = 10 * 60;

/**
 * The own sign-ins for an address, by its domain alone: whether the person exists plays no part in the answer. Refuses
 * `invalid_input`, `rate_limited`, and `sso_unknown` for a domain without one.
 */
export async function findProviders(
  input: Readonly<{ email: string; partnerSlug: string | null; ip: string }>,
): Promise<Outcome<readonly FoundProvider[]>> {
  const email = normaliseEmail(input.email);
  if (!email) return refuse('invalid_input', {}, { fields: { email: [{ code: 'auth.emailInvalid', args: {} }] } });
  const allowed = await consume('signInPerAddress', input.ip);
  if (!allowed.ok) return allowed;
  const [row] = await databaseClient('app').$queryRaw<
    { found: readonly FoundProvider[] }[]
  >`select app.sso_discover(${email.split('@')[1] ?? ''}, ${input.partnerSlug}) as found`;
  return row && row.found.length > 0 ? ok(row.found) : refuse('sso_unknown');
}

/**
 * Begins a sign-in at a tenant's provider, and answers the token for this browser's cookie: only it can come back. The
 * provider is asked where to send people before anything is stored, outside of any transaction. State is a random value;
 * nonce and PKCE verifier are derived from it with a key that is not in the database. What is stored, also the address
 * with the state in it, opens nothing without the token in the browser's cookie, of which only the hash is kept. Refuses
 * `sso_unknown`, `sso_failed` and `rate_limited`.
 */
export async function beginSso(
  input: Readonly<{ tenantId: string; returnPath: string | null; locale: string; ip: string; email?: string }>,
): Promise<Outcome<Readonly<{ browserToken: string }>>> {
  const allowed = await consume('signInPerAddress', input.ip);
  if (!allowed.ok) return allowed;
  const access = await accessOf(input.tenantId);
  if (!access) return refuse('sso_unknown');
  const [state, browserToken] = [newToken(), newToken()];
  const url = await authorizationUrl(access, {
    ...derivedFrom(state),
    loginHint: normaliseEmail(input.email) ?? undefined,
  });
  if (!url.ok) return failed(input.tenantId, url.failure);
  const [row] = await databaseClient('app').$queryRaw<{ begun: boolean }[]>`
    select app.sso_begin(${uuidv7()}::uuid, ${input.tenantId}::uuid, ${hashToken(state)}::bytea, ${hashToken(browserToken)}::bytea,
      ${url.value}, ${safeReturnPath(input.returnPath)}, ${input.locale}, ${attemptSeconds}::int) as begun`;
  return row?.begun ? ok({ browserToken }) : refuse('sso_unknown');
}

/** Where this browser goes on to, and whose sign-in that is; null without an open attempt. */
export async function viewSso(browserToken: string): Promise<Readonly<{ url: string; name: string }> | null> {
  if (!isToken(browserToken)) return null;
  const [row] = await databaseClient('app').$queryRaw<
    { view: { url: string; name: string } | null }[]
  >`select app.sso_view(${hashToken(browserToken)}::bytea) as view`;
  return row?.view ?? null;
}

/**
 * Ends a sign-in at a tenant's provider with its answer. The attempt is used up first, in the browser that began it; then
 * the code is redeemed and the ID token checked; then the database opens a session for that tenant alone. Refuses
 * `sso_expired`, `sso_failed` (the provider's answer does not hold), `sso_no_account` (nobody here, or an address that the
 * provider has not verified) and `rate_limited`.
 */
export async function finishSso(
  input: Readonly<{ query: URLSearchParams; browserToken: string; ip: string; oldToken: string | null }>,
): Promise<Outcome<SignedIn>> {
  const allowed = await consume('signInPerAddress', input.ip);
  if (!allowed.ok) return allowed;
  const state = input.query.get('state');
  if (!isToken(state) || !isToken(input.browserToken)) return refuse('sso_expired');
  const [taken] = await databaseClient('app').$queryRaw<{ attempt: Attempt | null }[]>`
    select app.sso_take(${hashToken(state)}::bytea, ${hashToken(input.browserToken)}::bytea) as attempt`;
  const attempt = taken?.attempt;
  const access = attempt ? await accessOf(attempt.tenantId) : null;
  if (!attempt || !access) return refuse('sso_expired');
  const redeemed = await redeemAnswer(access, input.query, derivedFrom(state));
  if (!redeemed.ok) return failed(attempt.tenantId, redeemed.failure);
  const { subject, mfa } = redeemed.value;
  const email = normaliseEmail(redeemed.value.email) ?? '';
  const proof = prove('sso', [attempt.id, access.issuer, subject, email, String(mfa)]);
  const token = newToken();
  const old = isToken(input.oldToken) ? hashToken(input.oldToken) : null;
  const [row] = await databaseClient('app').$queryRaw<{ answer: Answer }[]>`
    select app.sso_finish(${attempt.id}::uuid, ${access.issuer}, ${subject}, ${email}, ${mfa}, ${proof}, ${uuidv7()}::uuid,
      ${uuidv7()}::uuid, ${hashToken(token)}::bytea, ${lifetimes.session}::int, ${old}::bytea) as answer`;
  const answer = row?.answer ?? { outcome: 'expired' as const };
  if (answer.outcome !== 'signed_in') return refuse(answer.outcome === 'no_member' ? 'sso_no_account' : 'sso_expired');
  const { userId, sessionId, expiresAt, returnPath, locale } = answer;
  const to = safeReturnPath(returnPath);
  return ok({ token, userId, sessionId, expiresAt: new Date(expiresAt), returnPath: to, locale });
}

type Attempt = Readonly<{ id: string; tenantId: string; returnPath: string | null; locale: string }>;
type Answer =
  | (Omit<Attempt, 'id' | 'tenantId'> &
      Readonly<{ outcome: 'signed_in'; userId: string; sessionId: string; expiresAt: string }>)
  | Readonly<{ outcome: 'no_member' | 'expired' }>;

const derivedFrom = (state: string) => ({
  state,
  nonce: derived('sso-nonce', state),
  verifier: derived('sso-verifier', state),
});

/** The product itself opens the tenant's secret, in a transaction that ends before anybody outside is called. */
async function accessOf(tenantId: string): Promise<ProviderAccess | null> {
  if (!isUuid(tenantId)) return null;
  const actor: SystemActor = { kind: 'system', tenantId, reason: 'sign in with the own sign-in', requestId: uuidv7() };
  const access = await withTenant(actor, (tx) => providerAccess(tx, tenantId, 'sign-in'));
  return access?.isEnabled ? access : null;
}

function failed(tenantId: string, failure: OidcFailure): Outcome<never> {
  const code: ErrorCode = failure === 'denied' ? 'sso_expired' : 'sso_failed';
  log.warn({ tenantId, failure }, 'a sign-in at an identity provider failed');
  return refuse(code);
}
