import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, must } from '@/lib/onboarding/testing-flow';
import { withTenant, type Actor, type Role } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestTenant,
  type TestWorld,
} from '@/scripts/testing/database';
import { changeMemberRole, revokeMember } from './index';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const nobody = '0193b1c2-0000-7000-8000-000000000000';
const change = (actor: Actor, member: Pick<TestActor, 'tenantId' | 'memberId'>, role: Role) =>
  withTenant(actor, (tx) =>
    changeMemberRole(tx, actor, { tenantId: member.tenantId, memberId: member.memberId, role }),
  );
const revoke = (actor: Actor, member: Pick<TestActor, 'tenantId' | 'memberId'>) =>
  withTenant(actor, (tx) => revokeMember(tx, actor, { tenantId: member.tenantId, memberId: member.memberId }));
const stored = async ({ memberId }: TestActor) => {
  const [row] = await database.sql<{ role: string; revoked: boolean }>(
    'select role, revoked_at is not null as revoked from members where id = $1',
    [memberId],
  );
  return row;
};
const auditOf = ({ memberId }: TestActor) =>
  database.sql('select action, user_id, details from audit_logs where entity_id = $1 order by seq', [memberId]);
const fresh = (slug: string): Promise<TestTenant> => world.customer(world.northwind, slug);

describe('changeMemberRole', () => {
  it('gives another role and writes down who gave it, once', async () => {
    const person = await world.northwind.member('analyst');
    must(await change(world.northwindAdmin, person, 'reviewer'));
    must(await change(world.northwindAdmin, person, 'reviewer'));
    expect(await stored(person)).toEqual({ role: 'reviewer', revoked: false });
    expect(await auditOf(person)).toEqual([
      {
        action: 'member.role_changed',
        user_id: world.northwindAdmin.userId,
        details: { from: 'analyst', to: 'reviewer' },
      },
    ]);
  });

  it('refuses roles of the other kind of tenant', async () => {
    const customer = await fresh('roles');
    const [owner, other] = [await customer.member('owner'), await customer.member('viewer')];
    expect(await change(owner, other, 'admin')).toMatchObject({
      refusal: { code: 'invalid_input', fields: { role: [{ code: 'auth.roleInvalid' }] } },
    });
    expect(codeOf(await change(world.northwindAdmin, await world.northwind.member('analyst'), 'owner'))).toBe(
      'invalid_input',
    );
    expect(await stored(other)).toEqual({ role: 'viewer', revoked: false });
    expect(codeOf(await change(owner, other, 'contributor'))).toBe('ok');
  });

  it('keeps the last one who decides, and lets them go once there is another', async () => {
    const customer = await fresh('last-owner');
    const first = await customer.member('owner');
    expect(codeOf(await change(first, first, 'viewer'))).toBe('last_owner');
    expect(await stored(first)).toEqual({ role: 'owner', revoked: false });
    await customer.member('owner');
    expect(codeOf(await change(first, first, 'viewer'))).toBe('ok');
  });

  it('refuses those who do not manage people', async () => {
    const person = await world.northwind.member('analyst');
    expect(codeOf(await change(world.northwindManager, person, 'reviewer'))).toBe('forbidden');
    expect(codeOf(await change(world.acmeContributor, world.acmeContributor, 'owner'))).toBe('forbidden');
    expect(await stored(world.acmeContributor)).toEqual({ role: 'contributor', revoked: false });
  });

  it('is the same for a foreign member and one that does not exist', async () => {
    const target = await world.safa.member('viewer');
    for (const actor of [world.northwindAdmin, world.acmeOwner]) {
      const foreign = await change(actor, target, 'owner');
      const missing = await change(actor, { tenantId: target.tenantId, memberId: nobody }, 'owner');
      expect(foreign).toEqual(missing);
      expect(codeOf(foreign)).toBe('not_found');
    }
    const colleague = await world.alufuq.member('analyst');
    const mixed = { tenantId: world.northwind.id, memberId: colleague.memberId };
    expect(codeOf(await change(world.northwindAdmin, mixed, 'admin'))).toBe('not_found');
    expect(codeOf(await change(world.northwindAdmin, { tenantId: 'x', memberId: 'y' }, 'admin'))).toBe('not_found');
    expect(await stored(target)).toEqual({ role: 'viewer', revoked: false });
    expect(await stored(colleague)).toEqual({ role: 'analyst', revoked: false });
  });
});

describe('revokeMember', () => {
  it('ends a membership once, with its entry in the chain', async () => {
    const person = await world.northwind.member('analyst');
    must(await revoke(world.northwindAdmin, person));
    must(await revoke(world.northwindAdmin, person));
    expect(await stored(person)).toEqual({ role: 'analyst', revoked: true });
    expect(await auditOf(person)).toMatchObject([{ action: 'member.revoked', user_id: world.northwindAdmin.userId }]);
  });

  it('leaves one who decides, also when two of them remove each other at the same moment', async () => {
    const customer = await fresh('two-owners');
    const [one, two] = [await customer.member('owner'), await customer.member('owner')];
    const both = await Promise.all([revoke(one, two), revoke(two, one)]);
    expect(both.map(codeOf).sort()).toEqual(['last_owner', 'ok']);
    const left = await database.sql('select id from members where tenant_id = $1 and revoked_at is null', [
      customer.id,
    ]);
    expect(left).toHaveLength(1);
  });

  it('refuses those who do not manage people, and strangers as if there were nobody', async () => {
    const person = await world.acme.member('viewer');
    expect(codeOf(await revoke(world.acmeContributor, person))).toBe('forbidden');
    expect(codeOf(await revoke(world.northwindManager, person))).toBe('forbidden');
    for (const actor of [world.safaOwner, world.borealisOwner]) {
      const foreign = await revoke(actor, person);
      expect(foreign).toEqual(await revoke(actor, { tenantId: person.tenantId, memberId: nobody }));
      expect(codeOf(foreign)).toBe('not_found');
    }
    expect(await stored(person)).toEqual({ role: 'viewer', revoked: false });
    expect(codeOf(await revoke(world.acmeOwner, person))).toBe('ok');
  });
});
