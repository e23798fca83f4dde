import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { lifetimes, normaliseEmail } from '@/lib/auth';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, customerRoles, type Actor, type TenantTx } from '@/lib/tenancy';
import { queueInvitation } from './queue-invitation';

export const inviteMemberInput = z.object({
  tenantId: z.uuid(),
  flowId: z.uuid().nullable().default(null),
  email: z.string().max(320),
  name: z.string().trim().max(200).default(''),
  role: z.enum(customerRoles),
  locale: z.string().min(2).max(35),
});

/**
 * Invites one address into a customer's tenant and queues the mail. Refuses `forbidden`; `not_found` for a customer or
 * flow out of sight; `invalid_input` for what is no address, and for somebody who is a member already. Records
 * `member.invited` as audit entry and event.
 */
export async function inviteMember(
  tx: TenantTx,
  actor: Actor,
  input: z.input<typeof inviteMemberInput>,
  means: Means = systemMeans,
): Promise<Outcome<{ invitationId: string }>> {
  const allowed = authorise(actor, 'customer.invite');
  if (!allowed.ok) return allowed;
  const { tenantId, flowId, name, role, locale, ...rest } = inviteMemberInput.parse(input);
  const email = normaliseEmail(rest.email);
  if (!email) return refuse('invalid_input', {}, { fields: { email: [{ code: 'auth.emailInvalid', args: {} }] } });
  const [place] = await tx.$queryRaw<{ flow: boolean; member: boolean }[]>`
    select ${flowId}::uuid is null or exists (
        select 1 from onboarding_flows f where f.tenant_id = c.tenant_id and f.id = ${flowId}::uuid) as flow,
      exists (select 1 from members m where m.tenant_id = c.tenant_id and m.email = ${email} and m.revoked_at is null) as member
    from customers c where c.tenant_id = ${tenantId}::uuid`;
  if (!place?.flow) return refuse('not_found');
  if (place.member)
    return refuse('invalid_input', {}, { fields: { email: [{ code: 'auth.alreadyMember', args: {} }] } });

  const invitationId = means.newId();
  const expiresAt = new Date(means.clock.now().getTime() + lifetimes.invitation * 1000);
  await tx.$executeRaw`
    insert into invitations (tenant_id, id, flow_id, email, name, role, locale, invited_by, expires_at)
    values (${tenantId}::uuid, ${invitationId}::uuid, ${flowId}::uuid, ${email}, ${name}, ${role}, ${locale},
      ${actorUserId(actor)}::uuid, ${expiresAt})`;
  await queueInvitation(tx, { tenantId, invitationId, flowId, email, locale }, means.newId());
  await recordAudit(tx, tenantId, {
    action: 'member.invited',
    entityType: 'invitation',
    entityId: invitationId,
    details: { role, flowId },
  });
  await recordEvent(tx, tenantId, { name: 'member.invited', flowId, details: { invitationId, role } });
  return ok({ invitationId });
}
