import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withTenant } from '@/lib/tenancy';
import {
  startIdentityProvider,
  type IdentityProviderSimulator,
  type IdpFault,
} from '@/lib/simulators/identity-provider';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { freePort } from '@/scripts/lib/ports';
import {
  armChallenge,
  beginSso,
  consumeLink,
  endOtherSessions,
  findProviders,
  finishSso,
  markProviderTested,
  openDemoSession,
  providerAccess,
  readIdentityProvider,
  requestSignIn,
  resolveSession,
  saveIdentityProvider,
  securityView,
  testProvider,
  viewSso,
} from '@/lib/auth';

let database: TestDatabase;
let world: TestWorld;
let idp: IdentityProviderSimulator;
let owner: string;
let last = 0;
const ip = (): string => `203.0.113.${(last += 1)}`;
const clientSecret = 'the-secret-of-the-client';
const input = {
  name: 'Acme account',
  clientId: 'portico',
  clientSecret,
  domains: [] as string[],
  isEnabled: false,
  isRequired: false,
};

beforeAll(async () => {
  database = await testDatabase();
  const port = await freePort();
  process.env['ALLOWED_PARTNER_ENDPOINTS'] = `http://127.0.0.1:${port}`;
  world = await withTestWorld(database);
  owner = await emailOf(world.acmeOwner);
  const contributor = await emailOf(world.acmeContributor);
  idp = await startIdentityProvider({
    port,
    clientId: 'portico',
    clientSecret,
    redirectUris: ['http://localhost:3000/api/sign-in/sso'],
    people: [
      { subject: 'owner', email: owner, name: 'Owner' },
      { subject: 'contributor', email: contributor, name: 'Contributor', mfa: true },
      { subject: 'stranger', email: await emailOf(world.safaOwner), name: 'Somebody of another tenant' },
      { subject: 'unknown', email: `nobody@${owner.split('@')[1] ?? ''}`, name: 'Nobody' },
    ],
  });
  await setUp({ isEnabled: true });
});
afterAll(async () => {
  await idp.close();
  await database.close();
});
beforeEach(() => idp.fault('none'));

const emailOf = async ({ userId }: TestActor): Promise<string> => {
  const [row] = await database.sql<{ email: string }>('select email from users where id = $1', [userId]);
  return row?.email ?? '';
};
const codeOf = (outcome: { ok: boolean }): string | undefined =>
  outcome.ok ? undefined : (outcome as { refusal?: { code: string } }).refusal?.code;

const save = (actor: TestActor, change: Partial<typeof input> = {}) =>
  withTenant(actor, (tx) =>
    saveIdentityProvider(tx, actor, {
      ...input,
      issuer: idp.issuer,
      domains: [owner.split('@')[1] ?? ''],
      ...change,
    }),
  );

async function setUp(change: Partial<typeof input>): Promise<void> {
  const saved = await save(world.acmeOwner);
  if (!saved.ok) throw new Error(JSON.stringify(saved.refusal));
  await withTenant(world.acmeOwner, (tx) => markProviderTested(tx, world.acmeOwner));
  const on = await save(world.acmeOwner, { clientSecret: '', ...change });
  if (!on.ok) throw new Error(JSON.stringify(on.refusal));
}

/** Goes out to the provider as a browser would, chooses a person there, and brings the answer back. */
async function signIn(
  choice: string,
  fault: IdpFault = 'none',
  change: (query: URLSearchParams) => void = () => undefined,
) {
  const begun = await beginSso({ tenantId: world.acme.id, returnPath: '/en/flows', locale: 'en', ip: ip() });
  if (!begun.ok) return begun;
  const view = await viewSso(begun.value.browserToken);
  const url = new URL(view?.url ?? '');
  url.searchParams.set('choice', choice);
  idp.fault(fault);
  const answer = await fetch(url, { redirect: 'manual' });
  const query = new URL(answer.headers.get('location') ?? 'http://nowhere.example').searchParams;
  change(query);
  return finishSso({ query, browserToken: begun.value.browserToken, ip: ip(), oldToken: null });
}

describe('signing in at a tenant’s own provider @req I102', () => {
  it('opens a session for that tenant alone, and links the subject', async () => {
    const signedIn = await signIn('owner');
    expect(signedIn).toMatchObject({ ok: true, value: { userId: world.acmeOwner.userId, returnPath: '/en/flows' } });
    const session = await resolveSession(signedIn.ok ? signedIn.value.token : '');
    expect(session).toMatchObject({ factors: ['sso'], memberships: [{ tenantId: world.acme.id }] });
    expect(session?.memberships).toHaveLength(1);
    const links = await database.sql('select subject from identities where tenant_id = $1', [world.acme.id]);
    expect(links).toEqual([{ subject: 'owner' }]);
    expect(await signIn('owner')).toMatchObject({ ok: true });
  });

  it('sees and ends the sessions of that provider only: others are the person’s own affair', async () => {
    const own = (await openDemoSession(owner))?.token ?? '';
    const [first, second] = [await signIn('owner'), await signIn('owner')];
    const [here, there] = [first, second].map((one) => (one.ok ? one.value.token : ''));
    const ids = new Map((await securityView(own))?.sessions.map(({ id, current }) => [current, id]));
    const seen = (await securityView(here ?? ''))?.sessions ?? [];
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(seen.every(({ factors }) => factors.includes('sso'))).toBe(true);
    expect(await endOtherSessions(here ?? '', ids.get(true) ?? '')).toBe(0);
    expect(await endOtherSessions(here ?? '', null)).toBe(seen.length - 1);
    expect(await resolveSession(there ?? '')).toBeNull();
    expect(await resolveSession(own)).not.toBeNull();
    expect(await endOtherSessions(own, null)).toBeGreaterThanOrEqual(1);
    expect(await resolveSession(here ?? '')).toBeNull();
  });

  it('takes over a second factor that the provider has asked for', async () => {
    const signedIn = await signIn('contributor');
    expect(await resolveSession(signedIn.ok ? signedIn.value.token : '')).toMatchObject({
      factors: ['sso', 'idp_mfa'],
    });
  });

  it('does not let a provider vouch for people of another tenant, or for whom nobody has invited', async () => {
    expect(codeOf(await signIn('stranger'))).toBe('sso_no_account');
    expect(codeOf(await signIn('unknown'))).toBe('sso_no_account');
  });

  it('says the same of a domain’s people, whoever they are', async () => {
    const domain = owner.split('@')[1] ?? '';
    const known = await findProviders({ email: owner, partnerSlug: null, ip: ip() });
    const unknown = await findProviders({ email: `ghost@${domain}`, partnerSlug: null, ip: ip() });
    expect(known).toEqual({ ok: true, value: [{ tenantId: world.acme.id, name: 'Acme account' }] });
    expect(unknown).toEqual(known);
    expect(codeOf(await findProviders({ email: 'a@elsewhere.example', partnerSlug: null, ip: ip() }))).toBe(
      'sso_unknown',
    );
    expect(codeOf(await findProviders({ email: owner, partnerSlug: 'alufuq', ip: ip() }))).toBe('sso_unknown');
  });
});

describe('a provider’s answer that does not hold opens nothing', () => {
  const faults: IdpFault[] = [
    'wrong_nonce',
    'wrong_issuer',
    'wrong_audience',
    'expired',
    'unsigned',
    'alg_none',
    'foreign_key',
    'error_500',
  ];
  it.each(faults.filter((fault) => fault !== 'error_500'))('%s', async (fault) => {
    expect(codeOf(await signIn('owner', fault))).toBe('sso_failed');
  });

  it('unverified_email: a person who is not linked yet stays out', async () => {
    await database.sql('delete from identities where tenant_id = $1', [world.acme.id]);
    expect(codeOf(await signIn('owner', 'unverified_email'))).toBe('sso_no_account');
    expect(await signIn('owner')).toMatchObject({ ok: true });
  });

  it('error_500 and slow: the sign-in is refused within its time, with nothing half open', async () => {
    idp.fault('error_500');
    expect(codeOf(await beginSso({ tenantId: world.acme.id, returnPath: null, locale: 'en', ip: ip() }))).toBe(
      'sso_failed',
    );
    idp.fault('slow');
    // The provider would answer after a quarter of a minute: whoever waited for that would be let in.
    expect(codeOf(await beginSso({ tenantId: world.acme.id, returnPath: null, locale: 'en', ip: ip() }))).toBe(
      'sso_failed',
    );
  });

  it('denied at the provider', async () => {
    expect(codeOf(await signIn('deny'))).toBe('sso_expired');
  });

  it('another state, another browser, or the same answer twice', async () => {
    expect(codeOf(await signIn('owner', 'none', (query) => query.set('state', 'x'.repeat(43))))).toBe('sso_expired');
    const begun = await beginSso({ tenantId: world.acme.id, returnPath: null, locale: 'en', ip: ip() });
    const browserToken = begun.ok ? begun.value.browserToken : '';
    const url = new URL((await viewSso(browserToken))?.url ?? '');
    url.searchParams.set('choice', 'owner');
    const location = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
    const query = new URL(location).searchParams;
    const finish = (browser: string) => finishSso({ query, browserToken: browser, ip: ip(), oldToken: null });
    expect(codeOf(await finish('y'.repeat(43)))).toBe('sso_expired');
    expect(await finish(browserToken)).toMatchObject({ ok: true });
    expect(codeOf(await finish(browserToken))).toBe('sso_expired');
  });
});

describe('setting it up', () => {
  it('is for owners and administrators of that tenant; the secret is sealed and never read back', async () => {
    expect(codeOf(await save(world.acmeContributor))).toBe('forbidden');
    const [row] = await database.sql<{ client_secret: string }>('select client_secret from identity_providers');
    expect(row?.client_secret).toMatch(/^s1\./);
    const read = await withTenant(world.acmeOwner, (tx) => readIdentityProvider(tx, world.acmeOwner));
    expect(JSON.stringify(read)).not.toContain(row?.client_secret);
    const foreign = await withTenant(world.safaOwner, (tx) => readIdentityProvider(tx, world.safaOwner));
    expect(foreign).toEqual({ ok: true, value: null });
  });

  it('takes domains of the tenant’s own people only, and https issuers only', async () => {
    expect(await save(world.acmeOwner, { domains: ['gmail.example'] })).toMatchObject({
      refusal: { fields: { domains: [{ code: 'auth.domainNotOwn' }] } },
    });
    const plain = await withTenant(world.acmeOwner, (tx) =>
      saveIdentityProvider(tx, world.acmeOwner, {
        ...input,
        domains: [owner.split('@')[1] ?? ''],
        issuer: 'http://id.acme.example',
      }),
    );
    expect(plain).toMatchObject({ refusal: { fields: { issuer: [{ code: 'auth.issuerInvalid' }] } } });
  });

  it('takes no domain where everybody gets a mailbox, also when one of its people has such an address', async () => {
    const { userId } = await world.acme.member('viewer');
    const own = await emailOf({ ...world.acmeOwner, userId });
    const move = (email: string) =>
      database.sql('update members set email = $2 where tenant_id = $3 and user_id = $1', [
        userId,
        email,
        world.acme.id,
      ]);
    await move('somebody@small-firm.example');
    expect(await save(world.acmeOwner, { domains: ['small-firm.example'] })).toMatchObject({ ok: true });
    await move('somebody@gmail.com');
    expect(await save(world.acmeOwner, { domains: ['gmail.com'] })).toMatchObject({
      refusal: { fields: { domains: [{ code: 'auth.domainNotOwn' }] } },
    });
    await move(own);
    await setUp({ isEnabled: true });
  });

  it('can be tested: the provider must answer as the issuer it is said to be', async () => {
    const access = await withTenant(world.acmeOwner, (tx) => providerAccess(tx, world.acme.id, 'test'));
    if (!access) throw new Error('no provider');
    expect(await testProvider(access)).toEqual({ ok: true, value: null });
    idp.fault('wrong_issuer');
    expect(await testProvider(access)).toMatchObject({ ok: false });
  });

  it('must be tested again before it is on with another secret', async () => {
    expect(await save(world.acmeOwner, { clientSecret: 'another', isEnabled: true })).toMatchObject({
      refusal: { fields: { isEnabled: [{ code: 'auth.providerUntested' }] } },
    });
  });
});

describe('a tenant that requires its own sign-in', () => {
  async function byMail(email: string): Promise<string> {
    const asked = await requestSignIn({ email, locale: 'en', ip: ip() });
    const armed = await armChallenge(asked.ok ? asked.value.challengeId : '', 60);
    const signedIn = await consumeLink({ token: armed.outcome === 'armed' ? armed.linkToken : '', ip: ip() });
    return signedIn.ok ? signedIn.value.token : '';
  }

  it('is not shown to who came by mail, except to its owners, whom a broken provider must not lock out', async () => {
    await setUp({ isEnabled: true, isRequired: true });
    const contributor = await resolveSession(await byMail(await emailOf(world.acmeContributor)));
    expect(contributor).toMatchObject({ held: 'sso', memberships: [] });
    expect(await resolveSession(await byMail(owner))).toMatchObject({
      held: null,
      memberships: [{ tenantId: world.acme.id }],
    });
    const signedIn = await signIn('contributor');
    expect(await resolveSession(signedIn.ok ? signedIn.value.token : '')).toMatchObject({
      held: null,
      memberships: [{}],
    });
    await setUp({ isEnabled: true });
    expect(await resolveSession(await byMail(await emailOf(world.acmeContributor)))).toMatchObject({ held: null });
  });
});
