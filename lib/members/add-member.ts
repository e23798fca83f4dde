import { z } from 'zod';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, staffRoles, type Actor, type TenantTx } from '@/lib/tenancy';

export const addMemberInput = z.object({
  /** The partner or the platform. */
  tenantId: z.uuid(),
  email: z.email().max(254).toLowerCase(),
  name: z.string().trim().max(200).default(''),
  role: z.enum(staffRoles),
  locale: z.string().min(2).max(35),
});
export type AddMemberInput = z.input<typeof addMemberInput>;
export type AddedMember = Readonly<{ memberId: string; alreadyMember: boolean }>;

/**
 * Makes a person a member of staff of a partner or the platform; they sign in by mail. Adding them again changes
 * nothing and says so. Refuses `forbidden` (customers' people come by invitation) and `not_found` for a tenant out of
 * sight or a customer. Records `member.added`.
 */
export async function addMember(
  tx: TenantTx,
  actor: Actor,
  input: AddMemberInput,
  means: Means = systemMeans,
): Promise<Outcome<AddedMember>> {
  const allowed = authorise(actor, 'member.manage');
  if (!allowed.ok) return allowed;
  if (actor.kind === 'member' && actor.role !== 'admin') return refuse('forbidden', { action: 'member.manage' });
  const { tenantId, email, name, role, locale } = addMemberInput.parse(input);
  const [tenant] = isUuid(tenantId)
    ? await tx.$queryRaw<{ id: string }[]>`
        select id from tenants where id = ${tenantId}::uuid and kind <> 'customer'
          and id = any ((select app.visible_tenants())::uuid[])`
    : [];
  if (!tenant) return refuse('not_found');
  const [row] = await tx.$queryRaw<{ answer: { outcome: 'added' | 'already_member'; memberId: string } }[]>`
    select app.member_add(${means.newId()}::uuid, ${means.newId()}::uuid, ${tenant.id}::uuid, ${email}, ${name}, ${role},
      ${locale}) as answer`;
  if (!row) throw new Error('The database gave no answer for a new member');
  return ok({ memberId: row.answer.memberId, alreadyMember: row.answer.outcome === 'already_member' });
}
