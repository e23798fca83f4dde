import { createHash } from 'node:crypto';
import { TOTP, Secret as OtpSecret } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseClient } from '@/lib/platform/db';
import { uuidv7 } from '@/lib/platform/ids';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import {
  armChallenge,
  beginTotp,
  consumeLink,
  endOtherSessions,
  hashToken,
  newToken,
  openDemoSession,
  passRecovery,
  passTotp,
  personToTell,
  removePassword,
  requestSignIn,
  resolveSession,
  rotateSession,
  securityView,
  setPassword,
  signInWithPassword,
} from '@/lib/auth';
import { prove } from './proof';

let database: TestDatabase;
let world: TestWorld;
let last = 0;
const ip = (): string => `198.51.100.${(last += 1)}`;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const emailOf = async ({ userId }: TestActor): Promise<string> => {
  const [row] = await database.sql<{ email: string }>('select email from users where id = $1', [userId]);
  return row?.email ?? '';
};

/** Signs in by mail, as a browser would. */
async function byMail(actor: TestActor): Promise<string> {
  const asked = await requestSignIn({ email: await emailOf(actor), locale: 'en', ip: ip() });
  if (!asked.ok) throw new Error(asked.refusal.code);
  const armed = await armChallenge(asked.value.challengeId, 60);
  if (armed.outcome !== 'armed') throw new Error(armed.outcome);
  const signedIn = await consumeLink({ token: armed.linkToken, ip: ip() });
  if (!signedIn.ok) throw new Error(signedIn.refusal.code);
  return signedIn.value.token;
}

const codeOf = (outcome: { ok: boolean }): string | undefined =>
  outcome.ok ? undefined : (outcome as { refusal?: { code: string } }).refusal?.code;
const good = 'seventeen purple walruses juggle';
const age = (token: string, minutes: number) =>
  database.sql(`update sessions set created_at = now() - make_interval(mins => $2) where token_hash = $1`, [
    hashToken(token),
    minutes,
  ]);

describe('passwords @req I102', () => {
  it('are set after signing in by mail, sign in, and end the other sessions', async () => {
    const person = await world.acme.member('contributor');
    const [token, other] = [await byMail(person), await byMail(person)];
    expect(await setPassword({ token, current: '', next: good })).toMatchObject({ ok: true });
    expect(await resolveSession(other)).toBeNull();
    expect(await resolveSession(token)).not.toBeNull();
    const email = await emailOf(person);
    const signedIn = await signInWithPassword({ email, password: good, ip: ip() });
    expect(signedIn).toMatchObject({ ok: true });
    expect(await resolveSession(signedIn.ok ? signedIn.value.token : '')).toMatchObject({
      factors: ['password'],
      held: null,
    });
    const notices = await database.sql(`select from dbos.workflow_status where name = 'sign-in-notice'`);
    expect(notices).toHaveLength(1);
    expect(await personToTell(person.userId)).toMatchObject({ email, locale: 'en' });
    expect(await personToTell(uuidv7())).toBeNull();
  });

  it('answer a wrong password and an unknown address alike, with a salt for each that stays the same', async () => {
    const email = await emailOf(await world.acme.member('viewer'));
    const wrong = await signInWithPassword({ email, password: good, ip: ip() });
    const unknown = await signInWithPassword({ email: 'nobody@acme.example', password: good, ip: ip() });
    expect(wrong).toEqual(unknown);
    expect(codeOf(wrong)).toBe('password_wrong');
    const salts = await Promise.all(
      ['nobody@acme.example', 'nobody@acme.example', 'else@acme.example'].map((each) =>
        database.sql<{ how: { salt: string } }>('select app.password_salt($1, 47104, 1, 1) as how', [each]),
      ),
    );
    const [first, again, other] = salts.map((rows) => rows[0]?.how.salt);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('take the old one once the sign-in is not fresh, and let a fresh mail replace a forgotten one', async () => {
    const person = await world.acme.member('owner');
    const token = await byMail(person);
    await setPassword({ token, current: '', next: good });
    await age(token, 16);
    expect(codeOf(await setPassword({ token, current: '', next: `${good} again` }))).toBe('sign_in_stale');
    expect(codeOf(await setPassword({ token, current: 'not the right one', next: `${good} again` }))).toBe(
      'password_wrong',
    );
    expect(await setPassword({ token, current: good, next: `${good} again` })).toMatchObject({ ok: true });
    const fresh = await byMail(person);
    expect(await removePassword({ token: fresh, current: '' })).toMatchObject({ ok: true });
    const gone = await signInWithPassword({ email: await emailOf(person), password: `${good} again`, ip: ip() });
    expect(codeOf(gone)).toBe('password_wrong');
  });

  it('stop counting as right after five wrong ones in a quarter of an hour', async () => {
    const person = await world.borealis.member('owner');
    const token = await byMail(person);
    await setPassword({ token, current: '', next: good });
    const email = await emailOf(person);
    for (let i = 0; i < 5; i += 1) await signInWithPassword({ email, password: 'wrong wrong wrong', ip: ip() });
    expect(codeOf(await signInWithPassword({ email, password: good, ip: ip() }))).toBe('rate_limited');
  });

  it('refuse what is short or common, in the words of the field', async () => {
    const token = await byMail(await world.acme.member('viewer'));
    const refused = await setPassword({ token, current: '', next: 'Password123456789' });
    expect(refused).toMatchObject({ refusal: { fields: { next: [{ code: 'auth.passwordProblem.common' }] } } });
  });
});

describe('the second factor @req I103', () => {
  async function enrolled(person: TestActor) {
    const token = await byMail(person);
    const begun = await beginTotp(token);
    if (!begun.ok) throw new Error(begun.refusal.code);
    const totp = new TOTP({ secret: OtpSecret.fromBase32(begun.value.secret) });
    const nowMs = Date.now();
    const passed = await passTotp({ token, code: totp.generate({ timestamp: nowMs }), nowMs });
    if (!passed.ok) throw new Error(passed.refusal.code);
    return { totp, token: passed.value.token, old: token, codes: passed.value.recoveryCodes, nowMs };
  }

  it('holds staff back until they have one, and customers not', async () => {
    const staff = await resolveSession(await byMail(await world.northwind.member('success_manager')));
    expect(staff).toMatchObject({ held: 'enrol', memberships: [] });
    const customer = await resolveSession(await byMail(await world.acme.member('viewer')));
    expect(customer).toMatchObject({ held: null, memberships: [{ tenantId: world.acme.id }] });
  });

  it('lets personas of the demo in without', async () => {
    const opened = await openDemoSession(await emailOf(world.northwindManager));
    expect(await resolveSession(opened?.token ?? '')).toMatchObject({ held: null, memberships: [{}] });
  });

  it('lets staff in after the code, under a new token, and gives ten recovery codes once', async () => {
    const person = await world.northwind.member('reviewer');
    const { token, old, codes } = await enrolled(person);
    expect(await resolveSession(old)).toBeNull();
    expect(await resolveSession(token)).toMatchObject({ held: null, memberships: [{ tenantId: world.northwind.id }] });
    expect(new Set(codes).size).toBe(10);
    const stored = await database.sql(
      'select f.*, c.code_hash from second_factors f join recovery_codes c using (user_id) where user_id = $1',
      [person.userId],
    );
    expect(JSON.stringify(stored)).not.toContain(codes[0]);
  });

  it('is asked for at the next sign-in; a code counts once, a wrong one never', async () => {
    const person = await world.northwind.member('author');
    const { totp, nowMs } = await enrolled(person);
    const token = await byMail(person);
    expect(await resolveSession(token)).toMatchObject({ held: 'verify', memberships: [] });
    const used = totp.generate({ timestamp: nowMs });
    expect(codeOf(await passTotp({ token, code: used, nowMs }))).toBe('second_factor_wrong');
    const nextMs = nowMs + 30_000;
    const right = totp.generate({ timestamp: nextMs });
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
    expect(codeOf(await passTotp({ token, code: wrong, nowMs: nextMs }))).toBe('second_factor_wrong');
    expect(await passTotp({ token, code: right, nowMs: nextMs })).toMatchObject({ ok: true });
  });

  it('can be a recovery code, once', async () => {
    const person = await world.northwind.member('analyst');
    const { codes } = await enrolled(person);
    const [code = ''] = codes;
    const passed = await passRecovery({ token: await byMail(person), code: code.toUpperCase() });
    expect(await resolveSession(passed.ok ? passed.value.token : '')).toMatchObject({ held: null });
    expect(codeOf(await passRecovery({ token: await byMail(person), code }))).toBe('second_factor_wrong');
  });

  it('cannot be replaced or removed by who has not shown it, nor a password set', async () => {
    const person = await world.northwind.member('auditor');
    await enrolled(person);
    const token = await byMail(person);
    expect(codeOf(await beginTotp(token))).toBe('conflict');
    expect(await securityView(token)).toMatchObject({ mayChange: false, held: 'verify' });
    expect(codeOf(await setPassword({ token, current: '', next: good }))).toBe('second_factor_needed');
  });

  it('is set up in the session that began it: no other one reads the secret, or confirms it', async () => {
    const person = await world.alufuq.member('reviewer');
    const secretOf = async (token: string): Promise<string> => {
      const begun = await beginTotp(token);
      return begun.ok ? begun.value.secret : '';
    };
    const right = (secret: string, nowMs: number): string =>
      new TOTP({ secret: OtpSecret.fromBase32(secret) }).generate({ timestamp: nowMs });
    const [earlier, own] = [await byMail(person), await byMail(person)];
    const known = await secretOf(earlier);
    expect(await secretOf(earlier)).toBe(known);
    const fresh = await secretOf(own);
    expect(fresh).toMatch(/^[A-Z2-7]{32}$/);
    expect(fresh).not.toBe(known);
    const nowMs = Date.now();
    for (const secret of [known, fresh]) {
      expect(codeOf(await passTotp({ token: earlier, code: right(secret, nowMs), nowMs }))).toBe('second_factor_wrong');
    }
    expect(await passTotp({ token: own, code: right(fresh, nowMs), nowMs })).toMatchObject({ ok: true });
  });

  it('stays with a session that is rotated', async () => {
    const { token } = await enrolled(await world.alufuq.member('admin'));
    const rotated = await rotateSession(token);
    expect(await resolveSession(rotated?.token ?? '')).toMatchObject({ held: null, factors: ['mail', 'totp'] });
  });
});

describe('what the database cannot check it takes on proof only', () => {
  it('refuses a step of time that nobody has signed, or that was signed for another session', async () => {
    const token = await byMail(await world.northwind.member('reviewer'));
    await beginTotp(token);
    const [factor] = await database.sql<{ id: string; session: string }>(
      'select f.id, s.id as session from second_factors f join sessions s using (user_id) where s.token_hash = $1',
      [hashToken(token)],
    );
    const step = Math.floor(Date.now() / 30_000);
    const codes = Array.from({ length: 10 }, () => createHash('sha256').update(newToken()).digest());
    const pass = async (proof: string): Promise<string | undefined> => {
      const [row] = await databaseClient('app').$queryRaw<{ answer: { outcome: string } }[]>`
        select app.totp_pass(${hashToken(token)}::bytea, ${step}::bigint, ${proof}, ${codes}::bytea[], ${hashToken(newToken())}::bytea) as answer`;
      return row?.answer.outcome;
    };
    const parts = [factor?.session ?? '', factor?.id ?? '', String(step)];
    expect(await pass('')).toBe('refused');
    expect(await pass(`1.9999999999.${'0'.repeat(64)}`)).toBe('refused');
    expect(await pass(prove('totp', [uuidv7(), ...parts.slice(1)]))).toBe('refused');
    expect(await pass(prove('sso', parts))).toBe('refused');
    expect(await pass(prove('totp', parts, Date.now() - 60_000))).toBe('refused');
    expect(await pass(prove('totp', parts))).toBe('passed');
  });
});

describe('one’s sessions', () => {
  it('can be ended elsewhere, one or all, and nobody else’s', async () => {
    const person = await world.acme.member('contributor');
    const [here, there, third] = [await byMail(person), await byMail(person), await byMail(person)];
    const stranger = await byMail(await world.safa.member('owner'));
    const ids = new Map((await securityView(here))?.sessions.map(({ id, current }) => [current, id]));
    const strangers = (await securityView(stranger))?.sessions[0]?.id ?? '';
    expect(await endOtherSessions(here, strangers)).toBe(0);
    expect(await resolveSession(stranger)).not.toBeNull();
    expect(await endOtherSessions(here, ids.get(true) ?? '')).toBe(0);
    expect(await endOtherSessions(here, ids.get(false) ?? '')).toBe(1);
    expect(await endOtherSessions(here, null)).toBe(1);
    expect([await resolveSession(there), await resolveSession(third)]).toEqual([null, null]);
    expect(await resolveSession(here)).not.toBeNull();
  });
});
