import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type CustomerRole, type TenantTx } from '@/lib/tenancy';

export type InvitationStatus = 'sending' | 'sent' | 'opened' | 'accepted' | 'expired' | 'revoked' | 'failed';
export type InvitationRow = Readonly<{
  invitationId: string;
  name: string;
  email: string;
  role: CustomerRole;
  locale: string;
  status: InvitationStatus;
  createdAt: Date;
  sentAt: Date | null;
  expiresAt: Date;
  /** True while sending again or taking back makes sense. */
  open: boolean;
}>;

/**
 * The invitations of a flow, newest first, with what became of each. Refuses `forbidden` and, for a flow out of sight,
 * `not_found`. Records nothing.
 */
export async function listInvitations(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<readonly InvitationRow[]>> {
  const allowed = authorise(actor, 'customer.read');
  if (!allowed.ok) return allowed;
  const [flow] = isUuid(flowId)
    ? await tx.$queryRaw<{ tenantId: string }[]>`
        select tenant_id as "tenantId" from onboarding_flows where id = ${flowId}::uuid`
    : [];
  if (!flow) return refuse('not_found');
  const rows = await tx.$queryRaw<StoredInvitation[]>`
    select i.id as "invitationId", i.name, i.email, i.role, i.locale, i.created_at as "createdAt",
      i.expires_at as "expiresAt", i.opened_at as "openedAt", i.accepted_at as "acceptedAt", i.revoked_at as "revokedAt",
      m.status as "mailStatus", m.sent_at as "sentAt"
    from invitations i
    left join lateral (select status, sent_at from messages m
      where m.tenant_id = i.tenant_id and m.kind = 'invitation' and m.subject_id = i.id
      order by m.created_at desc, m.id desc limit 1) m on true
    where i.tenant_id = ${flow.tenantId}::uuid and i.flow_id = ${flowId}::uuid
    order by i.created_at desc, i.id desc limit 200`;
  return ok(
    rows.map(({ openedAt, acceptedAt, revokedAt, mailStatus, ...row }) => ({
      ...row,
      status: invitationStatus({ ...row, openedAt, acceptedAt, revokedAt, mailStatus }, means.clock.now()),
      open: acceptedAt === null && revokedAt === null,
    })),
  );
}

type StoredInvitation = Omit<InvitationRow, 'status' | 'open'> &
  Readonly<{ openedAt: Date | null; acceptedAt: Date | null; revokedAt: Date | null; mailStatus: string | null }>;

/** One word for where an invitation stands: what ended it goes before what happened to its mail. */
function invitationStatus(row: StoredInvitation, now: Date): InvitationStatus {
  if (row.acceptedAt) return 'accepted';
  if (row.revokedAt) return 'revoked';
  if (row.mailStatus === 'failed') return 'failed';
  if (row.expiresAt <= now) return 'expired';
  if (row.mailStatus === 'queued' || row.mailStatus === 'sending') return 'sending';
  return row.openedAt ? 'opened' : 'sent';
}
