import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, invitedRoles, type Actor, type CustomerRole, type TenantTx } from '@/lib/tenancy';
import { invitationLifeMs, queueInvitationMail } from './queue-invitation-mail';

export const invitePersonInput = z.object({
  flowId: z.uuid(),
  email: z.email().max(254).toLowerCase(),
  name: z.string().trim().max(200).default(''),
  role: z.enum(invitedRoles),
  locale: z.string().min(2).max(35),
});
export type InvitePersonInput = z.input<typeof invitePersonInput>;

/**
 * Invites one more person to a flow that exists; the mail goes out after the commit. Refuses `forbidden`, `not_found`
 * for a flow out of sight, `flow_locked` for a cancelled one, and `invalid_input` when the address belongs to a member
 * of that customer or has an open invitation already. Records `invitation.created`.
 */
export async function invitePerson(
  tx: TenantTx,
  actor: Actor,
  input: InvitePersonInput,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ invitationId: string }>>> {
  const allowed = authorise(actor, 'customer.invite');
  if (!allowed.ok) return allowed;
  const { flowId, email, name, role, locale } = invitePersonInput.parse(input);
  // The lock makes two invitations of one address follow each other, so that the second finds the first.
  const [flow] = await tx.$queryRaw<{ tenantId: string; status: string }[]>`
    select tenant_id as "tenantId", status from onboarding_flows where id = ${flowId}::uuid for update`;
  if (!flow) return refuse('not_found');
  if (flow.status === 'cancelled') return refuse('flow_locked');
  const now = means.clock.now();
  const [known] = await tx.$queryRaw<{ member: boolean; invited: boolean }[]>`
    select exists (select 1 from members where tenant_id = ${flow.tenantId}::uuid and email = ${email}
        and revoked_at is null) as member,
      exists (select 1 from invitations where tenant_id = ${flow.tenantId}::uuid and flow_id = ${flowId}::uuid
        and lower(email) = ${email} and accepted_at is null and revoked_at is null and expires_at > ${now}) as invited`;
  if (known?.member) return emailProblem('staff.problem.alreadyMember');
  if (known?.invited) return emailProblem('staff.problem.alreadyInvited');

  const invitationId = await createInvitation(
    tx,
    actor,
    { tenantId: flow.tenantId, flowId, email, name, role, locale },
    means,
  );
  return ok({ invitationId });
}

type NewInvitation = Readonly<{
  tenantId: string;
  flowId: string;
  email: string;
  name: string;
  role: CustomerRole;
  locale: string;
}>;

/** Writes an invitation with its mail, audit entry and event; whoever calls has checked that it may be made. */
export async function createInvitation(
  tx: TenantTx,
  actor: Actor,
  { tenantId, flowId, email, name, role, locale }: NewInvitation,
  means: Means,
): Promise<string> {
  const invitationId = means.newId();
  const expiresAt = new Date(means.clock.now().getTime() + invitationLifeMs);
  await tx.$executeRaw`
    insert into invitations (tenant_id, id, flow_id, email, name, role, locale, invited_by, expires_at)
    values (${tenantId}::uuid, ${invitationId}::uuid, ${flowId}::uuid, ${email}, ${name}, ${role}, ${locale},
      ${actorUserId(actor)}::uuid, ${expiresAt})`;
  await queueInvitationMail(tx, { tenantId, flowId, invitationId, email, locale }, means);
  await recordAudit(tx, tenantId, {
    action: 'invitation.created',
    entityType: 'invitation',
    entityId: invitationId,
    details: { flow: flowId, role },
  });
  await recordEvent(tx, tenantId, { flowId, name: 'invitation.created', details: { invitationId, role } });
  return invitationId;
}

const emailProblem = (code: string) => refuse('invalid_input', {}, { fields: { email: [{ code, args: {} }] } });
