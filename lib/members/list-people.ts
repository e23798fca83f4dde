import { ok, type Outcome } from '@/lib/errors';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, type Actor, type CustomerRole, type TenantTx } from '@/lib/tenancy';
import { findFlow, findPart, tasksOf, type FlowPlace } from './flow-parts';
import { listInvitations, type InvitationStatus } from './list-invitations';

/** A part of the flow that somebody has, as it stands now. */
export type PersonPart = Readonly<{
  assignmentId: string;
  title: string;
  state: 'live' | 'ended' | 'revoked';
  expiresAt: Date | null;
}>;
export type PersonRow = Readonly<{
  memberId: string;
  name: string;
  email: string;
  role: CustomerRole;
  mine: boolean;
  parts: readonly PersonPart[];
}>;
/** Somebody who was invited and has not come yet. */
export type WaitingRow = Readonly<{
  invitationId: string;
  name: string;
  email: string;
  role: CustomerRole;
  status: InvitationStatus;
  expiresAt: Date;
  parts: readonly PersonPart[];
}>;
export type PeopleView = Readonly<{
  tenantId: string;
  timeZone: string;
  people: readonly PersonRow[];
  waiting: readonly WaitingRow[];
  /** What can be given to somebody, and the pages that they would see. */
  tasks: readonly Readonly<{ id: string; title: string; questions: readonly string[] }>[];
  mayInvite: boolean;
  mayAssign: boolean;
  mayManage: boolean;
  /** Who decides about people here, for those who may not. */
  deciders: readonly Readonly<{ name: string; email: string }>[];
}>;

/**
 * The people of a customer with what was given to each in this flow, those who were invited and have not come, and what
 * can be given. Refuses `forbidden` (delegates see nobody) and `not_found`. Records nothing.
 */
export async function listPeople(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: Readonly<{ flowId: string; locale: string }>,
  means: Means = systemMeans,
): Promise<Outcome<PeopleView>> {
  const allowed = authorise(actor, 'people.read');
  if (!allowed.ok) return allowed;
  const found = await findFlow(tx, flowId);
  if (!found.ok) return found;
  const flow = found.value;
  const now = means.clock.now();
  const members = await tx.$queryRaw<Omit<PersonRow, 'mine' | 'parts'>[]>`
    select id as "memberId", display_name as name, email, role from members
    where tenant_id = ${flow.tenantId}::uuid and revoked_at is null order by display_name, id limit 500`;
  const parts = await partsOf(tx, flow, locale, now);
  const mayInvite = can(actor, 'customer.invite');
  const invitations = mayInvite ? await listInvitations(tx, actor, { flowId }, means) : ok([]);
  if (!invitations.ok) return invitations;
  const open = invitations.value.filter(({ status }) => status !== 'accepted' && status !== 'revoked');
  return ok({
    tenantId: flow.tenantId,
    timeZone: flow.timeZone,
    people: members.map((member) => ({
      ...member,
      mine: actor.kind === 'member' && actor.memberId === member.memberId,
      parts: parts.filter(({ memberId }) => memberId === member.memberId).map(({ part }) => part),
    })),
    waiting: open.map(({ invitationId, name, email, role, status, expiresAt }) => ({
      ...{ invitationId, name, email, role, status, expiresAt },
      parts: parts.filter((each) => each.invitationId === invitationId).map(({ part }) => part),
    })),
    tasks: tasksOf(flow.definition).map(({ scopeId, title, questions }) => ({
      id: scopeId,
      title: localizedText(title, locale),
      questions: questions.map((question) => localizedText(question, locale)),
    })),
    mayInvite,
    mayAssign: can(actor, 'task.assign'),
    mayManage: can(actor, 'member.manage'),
    deciders: members.filter(({ role }) => role === 'owner').map(({ name, email }) => ({ name, email })),
  });
}

type StoredPart = Readonly<{
  id: string;
  scope: 'section' | 'task';
  scopeId: string;
  memberId: string | null;
  invitationId: string | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
}>;

async function partsOf(tx: TenantTx, { tenantId, flowId, definition }: FlowPlace, locale: string, now: Date) {
  const rows = await tx.$queryRaw<StoredPart[]>`
    select id, scope, scope_id as "scopeId", member_id as "memberId", invitation_id as "invitationId",
      expires_at as "expiresAt", revoked_at as "revokedAt"
    from assignments where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid
    order by created_at, id limit 1000`;
  return rows.map(({ id, scope, scopeId, memberId, invitationId, expiresAt, revokedAt }) => {
    const text = findPart(definition, { scope, scopeId });
    const ended = expiresAt !== null && expiresAt <= now;
    const state: PersonPart['state'] = revokedAt ? 'revoked' : ended ? 'ended' : 'live';
    const part: PersonPart = {
      ...{ assignmentId: id, state, expiresAt },
      title: text ? localizedText(text.title, locale) : scopeId,
    };
    return { memberId, invitationId, part };
  });
}
