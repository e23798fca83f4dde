import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, must, startTestFlow } from '@/lib/onboarding/testing-flow';
import { withTenant, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import {
  addMember,
  invitePerson,
  listInvitations,
  listMembers,
  resendInvitation,
  revokeInvitation,
  type InvitePersonInput,
} from './index';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  flowId = await startTestFlow(world);
});

const invite = (actor: Actor, input: Partial<InvitePersonInput> = {}) =>
  withTenant(actor, (tx) =>
    invitePerson(tx, actor, {
      flowId,
      email: 'Grace@acme.example',
      name: 'Grace',
      role: 'contributor',
      locale: 'ar',
      ...input,
    }),
  );
const list = (actor: Actor) => withTenant(actor, (tx) => listInvitations(tx, actor, { flowId }));
const mailsOf = (invitationId: string) =>
  database.sql<{ to_email: string; locale: string }>('select to_email, locale from messages where subject_id = $1', [
    invitationId,
  ]);

describe('invitePerson', () => {
  it('invites one more person and queues one mail in their language', async () => {
    const { invitationId } = must(await invite(world.northwindManager));
    expect(await mailsOf(invitationId)).toEqual([{ to_email: 'grace@acme.example', locale: 'ar' }]);
    const rows = must(await list(world.northwindManager));
    expect(rows[0]).toMatchObject({ invitationId, role: 'contributor', status: 'sending', open: true });
    const [audit] = await database.sql<{ action: string }>('select action from audit_logs where entity_id = $1', [
      invitationId,
    ]);
    expect(audit?.action).toBe('invitation.created');
  });

  it('refuses an address that has an open invitation, and one that is a member already', async () => {
    must(await invite(world.northwindManager));
    const again = await invite(world.northwindManager, { email: 'grace@ACME.example' });
    expect(again).toMatchObject({
      refusal: { code: 'invalid_input', fields: { email: [{ code: 'staff.problem.alreadyInvited' }] } },
    });
    const [member] = await database.sql<{ email: string }>('select email from members where id = $1', [
      world.acmeOwner.memberId,
    ]);
    expect(await invite(world.northwindManager, { email: member?.email ?? '' })).toMatchObject({
      refusal: { fields: { email: [{ code: 'staff.problem.alreadyMember' }] } },
    });
  });

  it('refuses a contributor, and takes an owner', async () => {
    expect(codeOf(await invite(world.acmeContributor))).toBe('forbidden');
    expect(codeOf(await invite(world.acmeOwner))).toBe('ok');
  });

  it('is "not found" for a stranger, exactly as for a flow that does not exist', async () => {
    const foreign = await invite(world.alufuqManager);
    const missing = await invite(world.alufuqManager, { flowId: '0193b1c2-0000-7000-8000-000000000000' });
    expect(foreign).toEqual(missing);
    expect(codeOf(foreign)).toBe('not_found');
    expect(must(await list(world.northwindManager))).toHaveLength(1);
    expect(codeOf(await list(world.alufuqManager))).toBe('not_found');
  });
});

describe('resendInvitation and revokeInvitation', () => {
  const resend = (actor: Actor, invitationId: string) =>
    withTenant(actor, (tx) => resendInvitation(tx, actor, { flowId, invitationId }));
  const revoke = (actor: Actor, invitationId: string) =>
    withTenant(actor, (tx) => revokeInvitation(tx, actor, { flowId, invitationId }));

  it('sends a second mail to the same address', async () => {
    const { invitationId } = must(await invite(world.northwindManager));
    must(await resend(world.northwindManager, invitationId));
    expect(await mailsOf(invitationId)).toHaveLength(2);
  });

  it('takes an invitation back once, and then neither sends it nor takes it back again', async () => {
    const { invitationId } = must(await invite(world.northwindManager));
    must(await revoke(world.northwindManager, invitationId));
    expect(must(await list(world.northwindManager))[0]).toMatchObject({ status: 'revoked', open: false });
    expect(codeOf(await revoke(world.northwindManager, invitationId))).toBe('invitation_revoked');
    expect(codeOf(await resend(world.northwindManager, invitationId))).toBe('invitation_revoked');
    expect(await mailsOf(invitationId)).toHaveLength(1);
  });

  it('does nothing to an invitation that was accepted', async () => {
    const { invitationId } = must(await invite(world.northwindManager));
    await database.sql('update invitations set accepted_at = now() where id = $1', [invitationId]);
    expect(codeOf(await resend(world.northwindManager, invitationId))).toBe('invitation_used');
    expect(codeOf(await revoke(world.northwindManager, invitationId))).toBe('invitation_used');
    expect(must(await list(world.northwindManager))[0]?.status).toBe('accepted');
  });

  it('refuses roles that only look, and strangers', async () => {
    const { invitationId } = must(await invite(world.northwindManager));
    const reviewer = await world.northwind.member('reviewer');
    expect(codeOf(await revoke(reviewer, invitationId))).toBe('forbidden');
    expect(codeOf(await resend(reviewer, invitationId))).toBe('forbidden');
    expect(codeOf(await revoke(world.alufuqManager, invitationId))).toBe('not_found');
    expect(codeOf(await resend(world.alufuqManager, invitationId))).toBe('not_found');
    expect(must(await list(world.northwindManager))[0]?.open).toBe(true);
  });
});

describe('addMember and listMembers', () => {
  const add = (actor: Actor, tenantId: string, email = 'Lin@northwind.example') =>
    withTenant(actor, (tx) => addMember(tx, actor, { tenantId, email, name: 'Lin', role: 'analyst', locale: 'en' }));
  const members = (actor: Actor, tenantId: string) => withTenant(actor, (tx) => listMembers(tx, actor, { tenantId }));

  it('adds staff once', async () => {
    expect(must(await add(world.northwindAdmin, world.northwind.id)).alreadyMember).toBe(false);
    expect(must(await add(world.northwindAdmin, world.northwind.id)).alreadyMember).toBe(true);
    const rows = must(await members(world.northwindAdmin, world.northwind.id));
    expect(rows.filter(({ email }) => email === 'lin@northwind.example')).toMatchObject([
      { role: 'analyst', name: 'Lin' },
    ]);
  });

  it('lets the platform add to a partner, and refuses everybody else', async () => {
    expect(codeOf(await add(world.platformAdmin, world.alufuq.id, 'noor@alufuq.example'))).toBe('ok');
    expect(codeOf(await add(world.northwindManager, world.northwind.id))).toBe('forbidden');
    expect(codeOf(await add(world.acmeOwner, world.acme.id))).toBe('forbidden');
    expect(codeOf(await add(world.northwindAdmin, world.alufuq.id))).toBe('not_found');
    expect(codeOf(await add(world.northwindAdmin, world.platform.id))).toBe('not_found');
    expect(codeOf(await add(world.northwindAdmin, world.acme.id))).toBe('not_found');
  });

  it('shows people to those who may, of tenants that they see', async () => {
    const analyst = await world.northwind.member('analyst');
    expect(codeOf(await members(analyst, world.northwind.id))).toBe('forbidden');
    expect(codeOf(await members(world.northwindManager, world.acme.id))).toBe('ok');
    expect(codeOf(await members(world.northwindManager, world.alufuq.id))).toBe('not_found');
    expect(codeOf(await members(world.northwindManager, world.platform.id))).toBe('not_found');
  });
});
