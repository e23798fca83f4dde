import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '@/lib/errors';
import { codeOf, must, startTestFlow } from '@/lib/onboarding/testing-flow';
import { withTenant, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { addStaffMember, homeOf, inviteMember, listMembers, resendInvitation, revokeInvitation } from './index';

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

const missing = '0193b1c2-0000-7000-8000-000000000000';
const invite = (actor: Actor, place: { tenantId?: string; flowId?: string; email?: string } = {}) =>
  withTenant(actor, (tx) =>
    inviteMember(tx, actor, {
      tenantId: world.acme.id,
      flowId,
      email: 'Grace@acme.example',
      name: 'Grace',
      role: 'contributor',
      locale: 'ar',
      ...place,
    }),
  );
const people = (actor: Actor, tenantId = world.acme.id) =>
  withTenant(actor, (tx) => listMembers(tx, actor, { tenantId }));
const mailsOf = (invitationId: string) =>
  database.sql<{ to_email: string; locale: string }>('select to_email, locale from messages where subject_id = $1', [
    invitationId,
  ]);
const statusOf = async (invitationId: string) =>
  must(await people(world.northwindManager)).invitations.find((row) => row.invitationId === invitationId)?.status;
const problems = (outcome: Outcome<unknown>) => (outcome.ok ? null : outcome.refusal.fields);

describe('inviteMember', () => {
  it('invites one more person and queues one mail in their language', async () => {
    const { invitationId } = must(await invite(world.northwindManager));
    expect(await mailsOf(invitationId)).toEqual([{ to_email: 'grace@acme.example', locale: 'ar' }]);
    expect(await statusOf(invitationId)).toBe('waiting');
  });

  it('refuses an address that has an open invitation, and one that is a member already', async () => {
    const { invitationId } = must(await invite(world.northwindManager));
    expect(problems(await invite(world.northwindManager))).toMatchObject({
      email: [{ code: 'staff.problem.alreadyInvited' }],
    });
    must(
      await withTenant(world.northwindManager, (tx) =>
        revokeInvitation(tx, world.northwindManager, { tenantId: world.acme.id, invitationId }),
      ),
    );
    expect(codeOf(await invite(world.northwindManager))).toBe('ok');
    const [member] = await database.sql<{ email: string }>('select email from members where id = $1', [
      world.acmeOwner.memberId,
    ]);
    expect(problems(await invite(world.northwindManager, { email: member?.email ?? '' }))).toMatchObject({
      email: [{ code: 'auth.alreadyMember' }],
    });
  });

  it('refuses a contributor, and takes an owner', async () => {
    expect(codeOf(await invite(world.acmeContributor))).toBe('forbidden');
    expect(codeOf(await invite(world.acmeOwner))).toBe('ok');
  });

  it('is "not found" for a stranger, exactly as for a flow that does not exist', async () => {
    const foreign = await invite(world.alufuqManager);
    expect(foreign).toEqual(await invite(world.alufuqManager, { tenantId: missing, flowId: missing }));
    expect(codeOf(foreign)).toBe('not_found');
    expect(codeOf(await invite(world.northwindManager, { flowId: missing }))).toBe('not_found');
    expect(codeOf(await people(world.alufuqManager))).toBe('not_found');
  });
});

describe('resendInvitation and revokeInvitation', () => {
  const resend = (actor: Actor, invitationId: string) =>
    withTenant(actor, (tx) => resendInvitation(tx, actor, { tenantId: world.acme.id, invitationId }));
  const revoke = (actor: Actor, invitationId: string) =>
    withTenant(actor, (tx) => revokeInvitation(tx, actor, { tenantId: world.acme.id, invitationId }));

  it('sends a second mail to the same address', async () => {
    const { invitationId } = must(await invite(world.northwindManager));
    must(await resend(world.northwindManager, invitationId));
    expect((await mailsOf(invitationId)).map(({ to_email: to }) => to)).toEqual([
      'grace@acme.example',
      'grace@acme.example',
    ]);
  });

  it('takes an invitation back, after which it is not sent any more', async () => {
    const { invitationId } = must(await invite(world.northwindManager));
    expect(codeOf(await revoke(world.northwindManager, invitationId))).toBe('ok');
    expect(await statusOf(invitationId)).toBe('revoked');
    expect(codeOf(await resend(world.northwindManager, invitationId))).toBe('invitation_revoked');
    expect(await mailsOf(invitationId)).toHaveLength(1);
  });

  it('does nothing to an invitation that was accepted', async () => {
    const { invitationId } = must(await invite(world.northwindManager));
    await database.sql('update invitations set accepted_at = now() where id = $1', [invitationId]);
    expect(codeOf(await resend(world.northwindManager, invitationId))).toBe('invitation_used');
    expect(codeOf(await revoke(world.northwindManager, invitationId))).toBe('invitation_used');
  });

  it('refuses roles that only look, and strangers', async () => {
    const { invitationId } = must(await invite(world.northwindManager));
    const reviewer = await world.northwind.member('reviewer');
    expect([codeOf(await revoke(reviewer, invitationId)), codeOf(await resend(reviewer, invitationId))]).toEqual([
      'forbidden',
      'forbidden',
    ]);
    expect(codeOf(await revoke(world.alufuqManager, invitationId))).toBe('not_found');
    expect(codeOf(await resend(world.alufuqManager, invitationId))).toBe('not_found');
    expect(await statusOf(invitationId)).toBe('waiting');
  });
});

describe('addStaffMember and listMembers', () => {
  const add = (actor: Actor, tenantId: string, email = 'Lin@northwind.example') =>
    withTenant(actor, (tx) =>
      addStaffMember(tx, actor, { tenantId, email, name: 'Lin', role: 'analyst', locale: 'en' }),
    );

  it('adds staff once', async () => {
    expect(codeOf(await add(world.northwindAdmin, world.northwind.id))).toBe('ok');
    expect(problems(await add(world.northwindAdmin, world.northwind.id))).toMatchObject({
      email: [{ code: 'auth.alreadyMember' }],
    });
    const { members } = must(await people(world.northwindAdmin, world.northwind.id));
    expect(members.filter(({ email }) => email === 'lin@northwind.example')).toMatchObject([{ role: 'analyst' }]);
  });

  it('lets the platform add to a partner, and refuses everybody else', async () => {
    expect(codeOf(await add(world.platformAdmin, world.alufuq.id, 'noor@alufuq.example'))).toBe('ok');
    expect(codeOf(await add(world.northwindManager, world.northwind.id))).toBe('forbidden');
    expect(codeOf(await add(world.acmeOwner, world.acme.id))).toBe('forbidden');
    for (const tenant of [world.alufuq, world.platform, world.acme]) {
      expect(codeOf(await add(world.northwindAdmin, tenant.id))).toBe('not_found');
    }
  });

  it('shows people to those who may, of tenants that they see', async () => {
    expect(codeOf(await people(await world.northwind.member('analyst'), world.northwind.id))).toBe('forbidden');
    expect(codeOf(await people(world.northwindManager, world.acme.id))).toBe('ok');
    expect(codeOf(await people(world.northwindManager, world.alufuq.id))).toBe('not_found');
    expect(codeOf(await people(world.northwindManager, world.platform.id))).toBe('not_found');
  });
});

describe('homeOf', () => {
  const home = (actor: TestWorld['acmeOwner']) => withTenant(actor, (tx) => homeOf(tx, actor));

  it('sends staff to the portfolio and customers to their newest flow', async () => {
    expect(await home(world.northwindManager)).toEqual({ kind: 'staff' });
    expect(await home(world.acmeOwner)).toEqual({ kind: 'flow', flowId });
    expect(await home(world.safaOwner)).toEqual({ kind: 'none' });
  });
});
