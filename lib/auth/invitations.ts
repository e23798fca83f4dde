import { ok, refuse, type ErrorCode, type Outcome } from '@/lib/errors';
import { databaseClient } from '@/lib/platform/db';
import { uuidv7 } from '@/lib/platform/ids';
import type { CustomerRole } from '@/lib/tenancy';
import type { StoredTheme } from './challenges';
import { lifetimes } from './lifetimes';
import type { OpenedSession } from './sessions';
import { hashToken, isToken, newToken } from './tokens';

type Text = Readonly<Record<string, string>>;

/** An invitation as its landing page may show it to whoever holds the link. */
export type InvitationView = Readonly<{
  status: 'valid' | 'used' | 'revoked' | 'expired';
  tenantId: string;
  invitationId: string;
  email: string;
  locale: string;
  expiresAt: string;
  partnerName: string;
  partnerTenantId: string;
  theme: StoredTheme | null;
  flowId: string | null;
  /** Only while the invitation is valid. */
  customerName?: string;
  name?: string;
  role?: CustomerRole;
  inviterName?: string | null;
  template?: Readonly<{ title: Text; summary: Text; estimatedMinutes: number; prerequisites: readonly Text[] }> | null;
}>;

export type AcceptedInvitation = OpenedSession & Readonly<{ tenantId: string; flowId: string | null; locale: string }>;

/** The invitation behind the token of a mail, or null for an unknown one. Looking does not use it up. */
export async function findInvitation(token: string): Promise<InvitationView | null> {
  if (!isToken(token)) return null;
  const [row] = await databaseClient('app').$queryRaw<
    { view: InvitationView | null }[]
  >`select app.invitation_lookup(${hashToken(token)}::bytea) as view`;
  return row?.view ?? null;
}

/**
 * Accepts an invitation: makes the person a member with the invitation's role, signs them in, and records
 * `invitation.accepted` as audit entry and event, all in one statement. Refuses `not_found`, `invitation_used`,
 * `invitation_revoked`, `invitation_expired`, and `wrong_account` while the browser is signed in with another address.
 */
export async function acceptInvitation(
  token: string,
  oldToken: string | null = null,
): Promise<Outcome<AcceptedInvitation>> {
  if (!isToken(token)) return refuse('not_found');
  const session = newToken();
  const oldHash = isToken(oldToken) ? hashToken(oldToken) : null;
  const [row] = await databaseClient('app').$queryRaw<
    { answer: AcceptAnswer }[]
  >`select app.invitation_accept(${hashToken(token)}::bytea, ${uuidv7()}::uuid, ${uuidv7()}::uuid, ${uuidv7()}::uuid,
      ${hashToken(session)}::bytea, ${lifetimes.session}::int, ${oldHash}::bytea) as answer`;
  const answer = row?.answer ?? { outcome: 'unknown' as const };
  if (answer.outcome !== 'accepted') return refuse(refusals[answer.outcome]);
  const { userId, sessionId, expiresAt, tenantId, flowId, locale } = answer;
  return ok({ token: session, userId, sessionId, expiresAt: new Date(expiresAt), tenantId, flowId, locale });
}

type AcceptAnswer =
  | Readonly<{ outcome: keyof typeof refusals }>
  | (Readonly<{ outcome: 'accepted'; userId: string; sessionId: string; expiresAt: string }> &
      Readonly<{ tenantId: string; flowId: string | null; locale: string }>);

const refusals = {
  unknown: 'not_found',
  used: 'invitation_used',
  revoked: 'invitation_revoked',
  expired: 'invitation_expired',
  wrong_account: 'wrong_account',
} as const satisfies Record<string, ErrorCode>;
