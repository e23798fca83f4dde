import { z } from 'zod';
import { normaliseEmail } from '@/lib/auth';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, staffRoles, type Actor, type TenantTx } from '@/lib/tenancy';

export const addStaffMemberInput = z.object({
  tenantId: z.uuid(),
  email: z.string().max(320),
  name: z.string().trim().min(1).max(200),
  role: z.enum(staffRoles),
  locale: z.string().min(2).max(35),
});

/**
 * Adds a member of staff to a partner or the platform; they sign in with their address from then on. Refuses
 * `forbidden` unless an administrator asks, `not_found` for a tenant out of sight or a customer (whose people are
 * invited), `invalid_input` for what is no address and for somebody who is a member already. Says nothing about whether
 * the person has an account elsewhere. Records `member.added`.
 */
export async function addStaffMember(
  tx: TenantTx,
  actor: Actor,
  input: z.input<typeof addStaffMemberInput>,
  means: Means = systemMeans,
): Promise<Outcome<{ memberId: string }>> {
  const allowed = authorise(actor, 'member.manage');
  if (!allowed.ok) return allowed;
  if (actor.kind !== 'member' || actor.role !== 'admin') return refuse('forbidden', { action: 'member.manage' });
  const { tenantId, name, role, locale, ...rest } = addStaffMemberInput.parse(input);
  const email = normaliseEmail(rest.email);
  if (!email) return refuse('invalid_input', {}, { fields: { email: [{ code: 'auth.emailInvalid', args: {} }] } });
  const seen = await tx.$queryRaw<unknown[]>`
    select 1 from tenants where id = ${tenantId}::uuid and kind <> 'customer' and id = any ((select app.visible_tenants())::uuid[])`;
  if (seen.length === 0) return refuse('not_found');
  const [row] = await tx.$queryRaw<{ answer: { outcome: string; memberId: string } }[]>`
    select app.member_add(${means.newId()}::uuid, ${means.newId()}::uuid, ${tenantId}::uuid, ${email}, ${name}, ${role}, ${locale}) as answer`;
  if (row?.answer.outcome !== 'added') {
    return refuse('invalid_input', {}, { fields: { email: [{ code: 'auth.alreadyMember', args: {} }] } });
  }
  return ok({ memberId: row.answer.memberId });
}
