import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { generateApiKey, hashKey } from '@/lib/crypto';
import { databaseClient } from '@/lib/platform/db';
import { withTenant } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import {
  acceptInvitation,
  armChallenge,
  authenticateApiKey,
  consumeCode,
  consumeLink,
  findInvitation,
  finishChallengeMail,
  hashToken,
  newToken,
  openDemoSession,
  purgeSignIn,
  requestSignIn,
  resolveSession,
  revokeAllSessions,
  revokeSession,
  rotateSession,
  viewChallenge,
  type ArmedChallenge,
} from '@/lib/auth';

let database: TestDatabase;
let world: TestWorld;
let address = 0;
/** A network address of its own for every attempt, so that limits of one test do not reach another. */
const ip = (): string => `192.0.2.${(address += 1)}`;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const emailOf = async ({ userId }: TestActor): Promise<string> => {
  const [row] = await database.sql<{ email: string }>('select email from users where id = $1', [userId]);
  return row?.email ?? '';
};

const ask = async (email: string): Promise<string> => {
  const asked = await requestSignIn({ email, locale: 'en', returnPath: '/en/flows', ip: ip() });
  if (!asked.ok) throw new Error(asked.refusal.code);
  return asked.value.challengeId;
};

const arm = async (challengeId: string): Promise<ArmedChallenge> => {
  const armed = await armChallenge(challengeId, 60);
  if (armed.outcome !== 'armed') throw new Error(armed.outcome);
  return armed;
};

const refusalOf = (outcome: { ok: boolean }): string | undefined =>
  outcome.ok ? undefined : (outcome as { refusal?: { code: string } }).refusal?.code;

describe('requestSignIn', () => {
  it('answers a known and an unknown address alike, by the same statements and the same rows', async () => {
    const email = await emailOf(world.acmeOwner);
    await ask('warm.up@acme.example');
    const known = await statementsOf(() => ask(email));
    const unknown = await statementsOf(() => ask('nobody.here@acme.example'));
    expect(unknown.statements).toEqual(known.statements);
    expect(known.statements.length).toBeGreaterThan(0);
    const rows = await database.sql(
      'select attempts, link_hash is null as unarmed, used_at, return_path from sign_in_challenges where id = any ($1)',
      [[known.value, unknown.value]],
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual(rows[1]);
    const jobs = await database.sql<{ id: string }>(
      `select workflow_uuid as id from dbos.workflow_status where name = 'sign-in-mail' and workflow_uuid = any ($1)`,
      [[known.value, unknown.value].map((id) => `sign-in-mail:${id}`)],
    );
    expect(jobs).toHaveLength(2);
  });

  it('lets only the worker find out whether anybody is there', async () => {
    expect(await armChallenge(await ask('nobody.at.all@acme.example'), 60)).toEqual({ outcome: 'none' });
    expect((await armChallenge(await ask(await emailOf(world.acmeOwner)), 60)).outcome).toBe('armed');
  });

  it('counts wrong codes of an unknown address like those of a known one', async () => {
    const outcomes = async (email: string): Promise<(string | undefined)[]> => {
      const challengeId = await ask(email);
      const codes: (string | undefined)[] = [];
      for (let i = 0; i < 6; i += 1)
        codes.push(refusalOf(await consumeCode({ challengeId, code: '000000', ip: ip() })));
      return codes;
    };
    const person = await world.borealis.member('viewer');
    const known = await outcomes(await emailOf(person));
    expect(await outcomes('ghost@borealis.example')).toEqual(known);
    expect(known).toEqual([...Array<string>(5).fill('sign_in_code_wrong'), 'sign_in_code_locked']);
  });

  it('refuses what is no address, such as one with a look-alike of the @', async () => {
    const outcome = await requestSignIn({ email: 'owner＠acme.example', locale: 'en', ip: ip() });
    expect(refusalOf(outcome)).toBe('invalid_input');
  });

  it('refuses the sixth request for one address, from wherever it comes, and the 31st from one place', async () => {
    const email = 'limited@acme.example';
    for (let i = 0; i < 5; i += 1) await ask(email);
    expect(refusalOf(await requestSignIn({ email, locale: 'en', ip: ip() }))).toBe('rate_limited');
    const place = ip();
    for (let i = 0; i < 30; i += 1) {
      expect((await requestSignIn({ email: `walk${i}@acme.example`, locale: 'en', ip: place })).ok).toBe(true);
    }
    expect(refusalOf(await requestSignIn({ email: 'walk30@acme.example', locale: 'en', ip: place }))).toBe(
      'rate_limited',
    );
  });

  it('never keeps a way out of this site to return to', async () => {
    const asked = await requestSignIn({
      email: 'way@acme.example',
      locale: 'en',
      returnPath: '//evil.example',
      ip: ip(),
    });
    expect(asked.ok && (await viewChallenge(asked.value.challengeId))?.returnPath).toBe(null);
  });
});

describe('consumeLink', () => {
  it('signs in once, and answers a replay like an unknown link', async () => {
    const person = await world.acme.member('viewer');
    const { linkToken } = await arm(await ask(await emailOf(person)));
    const first = await consumeLink({ token: linkToken, ip: ip() });
    expect(first).toMatchObject({ ok: true, value: { userId: person.userId, returnPath: '/en/flows' } });
    const replay = await consumeLink({ token: linkToken, ip: ip() });
    expect(replay).toEqual(await consumeLink({ token: newToken(), ip: ip() }));
    expect(refusalOf(replay)).toBe('sign_in_link_expired');
  });

  it('lets one of many simultaneous uses through', async () => {
    const { linkToken } = await arm(await ask(await emailOf(await world.acme.member('viewer'))));
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => consumeLink({ token: linkToken, ip: ip() })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('refuses an expired one', async () => {
    const challengeId = await ask(await emailOf(await world.acme.member('viewer')));
    const { linkToken } = await arm(challengeId);
    await database.sql(`update sign_in_challenges set expires_at = now() - interval '1 second' where id = $1`, [
      challengeId,
    ]);
    expect(refusalOf(await consumeLink({ token: linkToken, ip: ip() }))).toBe('sign_in_link_expired');
  });

  it('ends the other challenges of the address and the session that the browser had', async () => {
    const email = await emailOf(await world.acme.member('viewer'));
    const earlier = await arm(await ask(email));
    const later = await arm(await ask(email));
    const old = await openDemoSession(email);
    const opened = await consumeLink({ token: later.linkToken, ip: ip(), oldToken: old?.token ?? null });
    expect(opened.ok).toBe(true);
    expect(await resolveSession(old?.token ?? '')).toBe(null);
    expect(refusalOf(await consumeLink({ token: earlier.linkToken, ip: ip() }))).toBe('sign_in_link_expired');
  });

  it('is written into the chain of each tenant that the person works in', async () => {
    const person = await world.safa.member('viewer');
    const { linkToken } = await arm(await ask(await emailOf(person)));
    await consumeLink({ token: linkToken, ip: ip() });
    const rows = await database.sql(
      `select tenant_id, details from audit_logs where action = 'member.signed_in' and user_id = $1`,
      [person.userId],
    );
    expect(rows).toEqual([{ tenant_id: world.safa.id, details: { way: 'link' } }]);
  });
});

describe('consumeCode', () => {
  it('signs in, also with digits of another script and blanks', async () => {
    const person = await world.acme.member('viewer');
    const challengeId = await ask(await emailOf(person));
    const { code } = await arm(challengeId);
    const typed = [...code].map((digit) => String.fromCharCode(0x660 + Number(digit))).join(' ');
    expect(await consumeCode({ challengeId, code: typed, ip: ip() })).toMatchObject({
      ok: true,
      value: { userId: person.userId },
    });
  });

  it('refuses the right code after five wrong ones', async () => {
    const challengeId = await ask(await emailOf(await world.acme.member('viewer')));
    const { code, linkToken } = await arm(challengeId);
    const wrong = code === '111111' ? '222222' : '111111';
    for (let i = 0; i < 5; i += 1) await consumeCode({ challengeId, code: wrong, ip: ip() });
    expect(refusalOf(await consumeCode({ challengeId, code, ip: ip() }))).toBe('sign_in_code_locked');
    expect((await consumeLink({ token: linkToken, ip: ip() })).ok).toBe(true);
  });

  it('does not sell more guesses for more challenges: twenty wrong codes a day lock the address', async () => {
    const email = await emailOf(await world.acme.member('viewer'));
    for (let i = 0; i < 4; i += 1) {
      const challengeId = await ask(email);
      for (let j = 0; j < 5; j += 1) await consumeCode({ challengeId, code: '000000', ip: ip() });
    }
    const challengeId = await ask(email);
    const { code } = await arm(challengeId);
    expect(refusalOf(await consumeCode({ challengeId, code, ip: ip() }))).toBe('sign_in_code_locked');
  });

  it('is of no use with another challenge, and a slip of the keyboard costs no attempt', async () => {
    const challengeId = await ask(await emailOf(await world.acme.member('viewer')));
    const { code } = await arm(challengeId);
    const other = await ask('other.browser@acme.example');
    expect(refusalOf(await consumeCode({ challengeId: other, code, ip: ip() }))).toBe('sign_in_code_wrong');
    for (let i = 0; i < 6; i += 1) {
      expect(refusalOf(await consumeCode({ challengeId, code: '12a', ip: ip() }))).toBe('invalid_input');
    }
    expect((await consumeCode({ challengeId, code, ip: ip() })).ok).toBe(true);
  });

  it('stores neither the code nor the token', async () => {
    const challengeId = await ask(await emailOf(await world.acme.member('viewer')));
    const { code, linkToken } = await arm(challengeId);
    const [row] = await database.sql<{ text: string }>(
      'select c::text as text from sign_in_challenges c where id = $1',
      [challengeId],
    );
    expect(row?.text).toContain(challengeId);
    expect(row?.text).not.toContain(linkToken);
    expect(row?.text.split(',')).not.toContain(code);
  });
});

describe('sessions', () => {
  it('hold until they end, and end at once', async () => {
    const opened = await openDemoSession(await emailOf(world.acmeOwner));
    const token = opened?.token ?? '';
    expect(await resolveSession(token)).toMatchObject({
      userId: world.acmeOwner.userId,
      memberships: [
        { tenantId: world.acme.id, tenantKind: 'customer', role: 'owner', memberId: world.acmeOwner.memberId },
      ],
    });
    expect(await revokeSession(token)).toBe(true);
    expect(await resolveSession(token)).toBe(null);
    expect(await revokeSession(token)).toBe(false);
    expect(await resolveSession(newToken())).toBe(null);
    expect(await resolveSession("' or 1=1")).toBe(null);
  });

  it('rotate: the new token works, the old one does not, the end stays', async () => {
    const opened = await openDemoSession(await emailOf(world.acmeOwner));
    const rotated = await rotateSession(opened?.token ?? '');
    expect(await resolveSession(opened?.token ?? '')).toBe(null);
    expect((await resolveSession(rotated?.token ?? ''))?.userId).toBe(world.acmeOwner.userId);
    expect(rotated?.expiresAt).toEqual(opened?.expiresAt);
    expect(await rotateSession(opened?.token ?? '')).toBe(null);
  });

  it('expire, go idle, and do not outlive a disabled person', async () => {
    const person = await world.acme.member('viewer');
    const email = await emailOf(person);
    const broken = async (change: string): Promise<unknown> => {
      const opened = await openDemoSession(email);
      expect(await resolveSession(opened?.token ?? '')).not.toBe(null);
      await database.sql(`update sessions set ${change} where id = $1`, [opened?.sessionId]);
      return resolveSession(opened?.token ?? '');
    };
    expect(await broken(`expires_at = now() - interval '1 second'`)).toBe(null);
    expect(await broken(`last_seen_at = now() - interval '73 hours'`)).toBe(null);
    const opened = await openDemoSession(email);
    await database.sql('update users set disabled_at = now() where id = $1', [person.userId]);
    expect(await resolveSession(opened?.token ?? '')).toBe(null);
    expect(await openDemoSession(email)).toBe(null);
  });

  it('show a revoked membership and a changed role at the next click', async () => {
    const person = await world.acme.member('contributor');
    const token = (await openDemoSession(await emailOf(person)))?.token ?? '';
    await database.sql(`update members set role = 'viewer' where id = $1`, [person.memberId]);
    expect((await resolveSession(token))?.memberships.map(({ role }) => role)).toEqual(['viewer']);
    await database.sql('update members set revoked_at = now() where id = $1', [person.memberId]);
    expect((await resolveSession(token))?.memberships).toEqual([]);
  });

  it('of one person are ended by themselves or an administrator of theirs, not by an outsider', async () => {
    const email = await emailOf(world.borealisOwner);
    const open = async (): Promise<string> => (await openDemoSession(email))?.token ?? '';
    const tokens = [await open(), await open()];
    await expect(
      withTenant(world.alufuqManager, (tx) => revokeAllSessions(tx, world.borealisOwner.userId)),
    ).rejects.toThrow();
    await expect(
      withTenant(world.acmeOwner, (tx) => revokeAllSessions(tx, world.borealisOwner.userId)),
    ).rejects.toThrow();
    expect(await resolveSession(tokens[0] ?? '')).not.toBe(null);
    expect(await withTenant(world.borealisOwner, (tx) => revokeAllSessions(tx, world.borealisOwner.userId))).toBe(2);
    expect(await resolveSession(tokens[1] ?? '')).toBe(null);
    await open();
    expect(await withTenant(world.northwindAdmin, (tx) => revokeAllSessions(tx, world.borealisOwner.userId))).toBe(1);
  });

  it('cannot be made out of nothing by the web, whatever SQL it sends', async () => {
    const app = databaseClient('app');
    const hash = hashToken(newToken());
    await expect(
      app.$queryRaw`select app.session_create(${randomUUID()}::uuid, 'a@b.example', ${hash}::bytea, 60, null)`,
    ).rejects.toThrow(/permission denied/);
    await expect(
      app.$queryRaw`select app.challenge_arm(${randomUUID()}::uuid, ${hash}::bytea, ${hash}::bytea, 60)`,
    ).rejects.toThrow(/permission denied/);
    for (const attempt of [
      app.$queryRaw`select * from users`,
      app.$queryRaw`select * from sessions`,
      app.$queryRaw`select * from sign_in_challenges`,
    ]) {
      await expect(attempt).rejects.toThrow(/permission denied/);
    }
  });

  it('and challenges are forgotten in time', async () => {
    await database.sql(
      `update sign_in_challenges set created_at = now() - interval '25 hours' where email = 'ghost@borealis.example'`,
    );
    expect(await purgeSignIn()).toBe(1);
  });
});

describe('the mail of a challenge', () => {
  it('is held by one worker at a time and sent once', async () => {
    const challengeId = await ask(await emailOf(await world.acme.member('viewer')));
    await arm(challengeId);
    expect(await armChallenge(challengeId, 60)).toEqual({ outcome: 'busy' });
    await finishChallengeMail(challengeId, false);
    const again = await arm(challengeId);
    await finishChallengeMail(challengeId, true);
    expect(await armChallenge(challengeId, 60)).toEqual({ outcome: 'none' });
    expect((await consumeLink({ token: again.linkToken, ip: ip() })).ok).toBe(true);
  });

  it('is not written to somebody whose last membership has ended', async () => {
    const person = await world.acme.member('viewer');
    await database.sql('update members set revoked_at = now() where id = $1', [person.memberId]);
    expect(await armChallenge(await ask(await emailOf(person)), 60)).toEqual({ outcome: 'none' });
  });
});

describe('invitations', () => {
  const invite = async (
    email: string,
    change: { tenantId?: string; role?: string } = {},
  ): Promise<{ token: string; id: string }> => {
    const [token, id] = [newToken(), randomUUID()];
    await database.sql(
      `insert into invitations (tenant_id, id, email, name, role, locale, token_hash, invited_by, expires_at)
       values ($1, $2, $3, 'Mara', $4, 'en', $5, $6, now() + interval '14 days')`,
      [
        change.tenantId ?? world.acme.id,
        id,
        email,
        change.role ?? 'contributor',
        hashToken(token),
        world.northwindManager.userId,
      ],
    );
    return { token, id };
  };

  it('show who asks, for what, and make a member with exactly that role, once', async () => {
    const { token, id } = await invite('new.person@acme.example');
    expect(await findInvitation(token)).toMatchObject({
      status: 'valid',
      partnerName: 'northwind',
      customerName: 'acme',
      inviterName: 'success_manager of northwind',
      role: 'contributor',
    });
    const accepted = await acceptInvitation(token);
    expect(accepted).toMatchObject({ ok: true, value: { tenantId: world.acme.id, locale: 'en' } });
    const view = accepted.ok ? await resolveSession(accepted.value.token) : null;
    expect(view?.email).toBe('new.person@acme.example');
    expect(view?.memberships.map(({ tenantId, role }) => [tenantId, role])).toEqual([[world.acme.id, 'contributor']]);
    expect(refusalOf(await acceptInvitation(token))).toBe('invitation_used');
    expect(await findInvitation(token)).not.toHaveProperty('customerName');
    const audit = await database.sql(`select action, user_id, role from audit_logs where entity_id = $1`, [id]);
    expect(audit).toEqual([{ action: 'invitation.accepted', user_id: view?.userId, role: 'contributor' }]);
    const events = await database.sql(`select name, user_id from events where details ->> 'invitationId' = $1`, [id]);
    expect(events).toEqual([{ name: 'invitation.accepted', user_id: view?.userId }]);
    const [chain] = await database.sql(`select * from app.audit_verify($1)`, [world.acme.id]);
    expect(chain).toMatchObject({ first_bad_seq: null, reason: null });
  });

  it('tell apart used, expired and revoked, and an unknown one is not there', async () => {
    const expired = await invite('late@acme.example');
    await database.sql(`update invitations set expires_at = now() - interval '1 minute' where id = $1`, [expired.id]);
    const revoked = await invite('gone@acme.example');
    await database.sql(`update invitations set revoked_at = now() where id = $1`, [revoked.id]);
    expect((await findInvitation(expired.token))?.status).toBe('expired');
    expect(refusalOf(await acceptInvitation(expired.token))).toBe('invitation_expired');
    expect((await findInvitation(revoked.token))?.status).toBe('revoked');
    expect(refusalOf(await acceptInvitation(revoked.token))).toBe('invitation_revoked');
    expect(await findInvitation(newToken())).toBe(null);
    expect(refusalOf(await acceptInvitation(newToken()))).toBe('not_found');
    expect(await database.sql(`select 1 from users where email in ('late@acme.example', 'gone@acme.example')`)).toEqual(
      [],
    );
  });

  it('are for the person of the mail: another account signed in is told so, and nothing is used up', async () => {
    const { token } = await invite('right.person@acme.example');
    const other = await openDemoSession(await emailOf(world.borealisOwner));
    expect(refusalOf(await acceptInvitation(token, other?.token ?? null))).toBe('wrong_account');
    expect((await acceptInvitation(token)).ok).toBe(true);
  });

  it('take somebody back whose membership had ended, and leave the role of a live member alone', async () => {
    const former = await world.acme.member('viewer');
    await database.sql('update members set revoked_at = now() where id = $1', [former.memberId]);
    const back = await acceptInvitation((await invite(await emailOf(former))).token);
    expect(back.ok && (await resolveSession(back.value.token))?.memberships[0]?.role).toBe('contributor');
    const owner = await acceptInvitation((await invite(await emailOf(world.acmeOwner))).token);
    expect(owner.ok && (await resolveSession(owner.value.token))?.memberships[0]?.role).toBe('owner');
  });

  it('of two simultaneous clicks one makes the member', async () => {
    const { token } = await invite('double@acme.example');
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => acceptInvitation(token)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await database.sql(`select 1 from members where email = 'double@acme.example'`)).toHaveLength(1);
  });

  it('cannot give a role of staff, nor be made by a role that does not invite', async () => {
    await expect(invite('sly@acme.example', { role: 'admin' })).rejects.toThrow(/customer/);
    await expect(invite('sly@northwind.example', { tenantId: world.northwind.id, role: 'owner' })).rejects.toThrow(
      /customer/,
    );
    const insert = (actor: TestActor): Promise<number> =>
      withTenant(
        actor,
        (tx) => tx.$executeRaw`
        insert into invitations (tenant_id, id, email, role, expires_at)
        values (${world.acme.id}::uuid, ${randomUUID()}::uuid, 'x@acme.example', 'owner', now() + interval '1 day')`,
      );
    await expect(insert(world.acmeContributor)).rejects.toThrow();
    await expect(insert(world.safaOwner)).rejects.toThrow();
    expect(await insert(world.acmeOwner)).toBe(1);
  });
});

describe('members', () => {
  it('cannot raise their own role by SQL of the web', async () => {
    const raise = (actor: TestActor): Promise<number> =>
      withTenant(
        actor,
        (tx) => tx.$executeRaw`update members set role = 'owner' where id = ${world.acmeContributor.memberId}::uuid`,
      );
    await expect(raise(world.acmeContributor)).rejects.toThrow(/administrator or owner/);
    expect(await raise(world.safaOwner)).toBe(0);
    await expect(
      withTenant(
        world.acmeOwner,
        (tx) => tx.$executeRaw`update members set role = 'admin' where id = ${world.acmeContributor.memberId}::uuid`,
      ),
    ).rejects.toThrow(/does not fit/);
  });
});

describe('authenticateApiKey', () => {
  it('knows a live key and answers nothing for any other', async () => {
    const make = async (columns = '', values = ''): Promise<string> => {
      const key = generateApiKey();
      await database.sql(
        `insert into api_keys (tenant_id, id, name, key_hash, prefix, scopes${columns}) values ($1, $2, 'k', $3, 'ptk', '{customer.create}'${values})`,
        [world.northwind.id, randomUUID(), hashKey(key)],
      );
      return key;
    };
    expect(await authenticateApiKey(await make(), 'req-1')).toMatchObject({
      kind: 'machine',
      tenantId: world.northwind.id,
      tenantKind: 'partner',
      scopes: ['customer.create'],
      requestId: 'req-1',
    });
    expect(await authenticateApiKey(await make(', revoked_at', ', now()'))).toBe(null);
    expect(await authenticateApiKey(await make(', expires_at', `, now() - interval '1 minute'`))).toBe(null);
    expect(await authenticateApiKey(generateApiKey())).toBe(null);
    expect(await authenticateApiKey('ptk_live_nonsense')).toBe(null);
  });
});

/** The texts of all statements that this process sent during some work, without their parameters. */
async function statementsOf<T>(work: () => Promise<T>): Promise<{ value: T; statements: string[] }> {
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  try {
    const value = await work();
    const statements = spy.mock.calls.map(([query]: readonly unknown[]) =>
      typeof query === 'string' ? query : String(Object(query).text),
    );
    return { value, statements };
  } finally {
    spy.mockRestore();
  }
}
