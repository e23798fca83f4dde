import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessEnded, keepForEndedSession, openDemoSession, revokeSession } from '@/lib/auth';
import { codeOf, must, post, startTestFlow } from '@/lib/onboarding/testing-flow';
import { withTenant } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { discardDraft, purgeDrafts, readDraft, saveDraft, type Typing } from './index';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  flowId = await startTestFlow(world);
});
afterAll(() => database.close());

const names = { organisationName: 'Acme Inc', country: 'DE', website: '' };
const at = (stepId: string) => ({ flowId, stepId, itemId: '' });
const place = () => at('organisation-name');
const typed = (values: Record<string, string>, bases: Record<string, string> = {}): Typing => ({
  data: Object.fromEntries(Object.entries(values).map(([id, text]) => [id, { [id]: text }])),
  bases,
});
const read = (actor: TestActor, of = place()) => withTenant(actor, (tx) => readDraft(tx, actor, of));

describe('a draft', () => {
  it('keeps half-typed and invalid values, field by field, and gives them back to who typed them', async () => {
    must(await saveDraft(world.acmeOwner, place(), typed({ organisationName: 'Ac', country: 'XX' })));
    must(await saveDraft(world.acmeOwner, place(), typed({ website: 'http://', organisationName: 'Acm' })));
    expect(await read(world.acmeOwner)).toMatchObject({
      data: {
        organisationName: { organisationName: 'Acm' },
        country: { country: 'XX' },
        website: { website: 'http://' },
      },
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('does not exist for a colleague, the partner’s staff or a stranger @req I62', async () => {
    must(await saveDraft(world.acmeOwner, place(), typed({ organisationName: 'Mine alone' })));
    expect(await read(world.acmeOwner)).not.toBeNull();
    for (const other of [world.acmeContributor, world.northwindAdmin, world.platformAdmin, world.safaOwner]) {
      expect(await read(other)).toBeNull();
      const rows = await withTenant(other, (tx) => tx.$queryRaw<unknown[]>`select * from step_drafts`);
      expect(rows).toEqual([]);
    }
  });

  it('answers a stranger as for a flow that does not exist', async () => {
    const nowhere = { ...place(), flowId: crypto.randomUUID() };
    for (const where of [place(), nowhere]) {
      expect(codeOf(await saveDraft(world.safaOwner, where, typed({ organisationName: 'x' })))).toBe('not_found');
      const discarded = await withTenant(world.safaOwner, (tx) => discardDraft(tx, world.safaOwner, where));
      expect(codeOf(discarded)).toBe('not_found');
    }
    expect(codeOf(await saveDraft(world.acmeOwner, at('no-such-step'), typed({ x: 'y' })))).toBe('not_found');
  });

  it('is not for people who only look', async () => {
    const viewer = await world.acme.member('viewer');
    expect(codeOf(await saveDraft(viewer, place(), typed({ organisationName: 'x' })))).toBe('forbidden');
    expect(codeOf(await saveDraft(world.acmeContributor, place(), typed({ organisationName: 'x' })))).toBe('ok');
  });

  it('never keeps a secret nor a name that is no field, whatever a caller sends @req I62', async () => {
    const here = at('existing-credential');
    const secret = 'correct-horse-battery-staple';
    must(
      await saveDraft(
        world.acmeOwner,
        here,
        typed({ hasExistingCredential: 'yes', existingCredential: secret, elsewhere: secret }),
      ),
    );
    expect((await read(world.acmeOwner, here))?.data).toEqual({
      hasExistingCredential: { hasExistingCredential: 'yes' },
    });
    expect(JSON.stringify(await database.sql('select to_jsonb(d) from step_drafts d'))).not.toContain(secret);
  });

  it('refuses more than a page of typing, and takes a full one', async () => {
    const long = 'x'.repeat(99_000);
    const much = { data: { organisationName: { organisationName: [long, long, long] } }, bases: {} };
    expect(codeOf(await saveDraft(world.acmeOwner, at('volume'), typed({ notes: long })))).toBe('ok');
    expect(codeOf(await saveDraft(world.acmeOwner, place(), much))).toBe('payload_too_large');
  });

  it('goes with the save of its page by the same person, and stays for the others', async () => {
    must(await saveDraft(world.acmeOwner, place(), typed({ organisationName: 'Acme I' })));
    must(await saveDraft(world.acmeContributor, place(), typed({ website: 'https://ac' })));
    must(await post(world.acmeOwner, flowId, 'organisation-name', names));
    expect(await read(world.acmeOwner)).toBeNull();
    expect((await read(world.acmeContributor))?.data).toMatchObject({ website: { website: 'https://ac' } });
  });

  it('stays when a file leaves an answer of its page or the step is opened again, which saves nothing typed', async () => {
    must(await post(world.acmeOwner, flowId, 'volume', { notes: 'x' }, { intent: 'later' }));
    must(await saveDraft(world.acmeOwner, at('volume'), typed({ notes: 'going on' })));
    await database.sql(
      `update onboarding_steps set data = '{}', revision = revision + 1, status = 'in_progress'
       where flow_id = $1 and step_name = 'volume'`,
      [flowId],
    );
    expect((await read(world.acmeOwner, at('volume')))?.data).toEqual({ notes: { notes: 'going on' } });
  });

  it('stays when the save is refused', async () => {
    const contact = at('technical-contact');
    must(await saveDraft(world.acmeOwner, contact, typed({ technicalContactName: 'Gra' })));
    const refused = await post(world.acmeOwner, flowId, 'technical-contact', { technicalContactEmail: 'not one' });
    expect(codeOf(refused)).toBe('invalid_input');
    expect(await read(world.acmeOwner, contact)).not.toBeNull();
  });

  it('leaves out what only repeats the answer that the page showed', async () => {
    const [step] = await database.sql<{ data: Record<string, { hash: string }> }>(
      `select data from onboarding_steps where flow_id = $1 and step_name = 'organisation-name'`,
      [flowId],
    );
    const bases = Object.fromEntries(Object.entries(step?.data ?? {}).map(([id, { hash }]) => [id, hash]));
    must(await saveDraft(world.acmeOwner, place(), typed(names, bases)));
    expect(await read(world.acmeOwner)).toBeNull();
    must(await saveDraft(world.acmeOwner, place(), typed({ ...names, country: 'D' }, bases)));
    expect(await read(world.acmeOwner)).toMatchObject({ data: { country: { country: 'D' } } });
  });

  it('is thrown away by its person, twice without harm', async () => {
    const region = at('data-region');
    must(await saveDraft(world.acmeOwner, region, typed({ region: 'eu' })));
    must(await saveDraft(world.acmeContributor, region, typed({ region: 'us' })));
    const discard = () => withTenant(world.acmeOwner, (tx) => discardDraft(tx, world.acmeOwner, region));
    must(await discard());
    must(await discard());
    expect(await read(world.acmeOwner, region)).toBeNull();
    expect(await read(world.acmeContributor, region)).not.toBeNull();
  });

  it('is forgotten after thirty days without a change', async () => {
    const place = at('tenant-id');
    must(await saveDraft(world.acmeOwner, place, typed({ tenantIdentifier: 'old' })));
    must(await saveDraft(world.acmeContributor, place, typed({ tenantIdentifier: 'new' })));
    await database.sql(
      `update step_drafts set updated_at = now() - interval '31 days' where user_id = $1 and step_name = 'tenant-id'`,
      [world.acmeOwner.userId],
    );
    expect(await purgeDrafts()).toBe(1);
    expect(await read(world.acmeOwner, place)).toBeNull();
    expect(await read(world.acmeContributor, place)).not.toBeNull();
  });
});

describe('a page that arrives with a session that has run out @req I60', () => {
  const emailOf = async ({ userId }: TestActor): Promise<string> => {
    const [row] = await database.sql<{ email: string }>('select email from users where id = $1', [userId]);
    return row?.email ?? '';
  };
  const ended = async (actor: TestActor, sql: string): Promise<string> => {
    const session = await openDemoSession(await emailOf(actor));
    if (!session) throw new Error('nobody has this address');
    await database.sql(`update sessions set ${sql} where id = $1`, [session.sessionId]);
    return session.token;
  };
  const ranOut = `expires_at = now() - interval '1 hour'`;
  const send = (token: string | null, text: string, of = at('providers')) =>
    keepForEndedSession(token, { place: of, ...typed({ gcpProjectId: text }) });
  const kept = async (actor: TestActor) => (await read(actor, at('providers')))?.data['gcpProjectId']?.['gcpProjectId'];

  it('is kept for the person whose session it was', async () => {
    expect(await send(await ended(world.acmeOwner, ranOut), 'acme-late')).toBe(true);
    expect(await kept(world.acmeOwner)).toBe('acme-late');
    const idle = await ended(world.acmeOwner, `last_seen_at = now() - interval '5 days'`);
    expect(await send(idle, 'acme-idle')).toBe(true);
    expect(await kept(world.acmeOwner)).toBe('acme-idle');
    expect(await kept(world.acmeContributor)).toBeUndefined();
  });

  it('is not kept when the session was ended, is too old or unknown, or the flow is not theirs', async () => {
    const revoked = await ended(world.acmeOwner, `revoked_at = now(), revoked_reason = 'ended_everywhere'`);
    expect(await send(revoked, 'no')).toBe(false);
    expect(await send(await ended(world.acmeOwner, `expires_at = now() - interval '31 days'`), 'no')).toBe(false);
    expect(await send('x'.repeat(43), 'no')).toBe(false);
    expect(await send(null, 'no')).toBe(false);
    expect(await send(await ended(world.safaOwner, ranOut), 'no')).toBe(false);
    expect(await send(await ended(await world.acme.member('viewer'), ranOut), 'no')).toBe(false);
    const signedOut = await openDemoSession(await emailOf(world.acmeOwner));
    await revokeSession(signedOut?.token ?? '');
    expect(await send(signedOut?.token ?? '', 'no')).toBe(false);
    expect(await kept(world.acmeOwner)).toBe('acme-idle');
  });

  it('is not kept for a member who was removed meanwhile', async () => {
    const gone = await world.acme.member('contributor');
    const token = await ended(gone, ranOut);
    expect(await send(token, 'still a member')).toBe(true);
    await database.sql('update members set revoked_at = now() where id = $1', [gone.memberId]);
    expect(await send(token, 'no')).toBe(false);
  });
});

describe('a part in a flow that has ended', () => {
  const tokenOf = async (actor: TestActor): Promise<string> => {
    const [row] = await database.sql<{ email: string }>('select email from users where id = $1', [actor.userId]);
    return (await openDemoSession(row?.email ?? ''))?.token ?? '';
  };

  it('is told to who had it, and to nobody else', async () => {
    const gone = await world.acme.member('contributor');
    const token = await tokenOf(gone);
    expect(await accessEnded(token, flowId)).toBe(false);
    await database.sql('update members set revoked_at = now() where id = $1', [gone.memberId]);
    expect(await accessEnded(token, flowId)).toBe(true);
    expect(await accessEnded(token, crypto.randomUUID())).toBe(false);
    expect(await accessEnded(await tokenOf(world.safaOwner), flowId)).toBe(false);
    expect(await accessEnded(null, flowId)).toBe(false);
  });

  it('keeps what a delegate sends too late while it is given to them, and nothing afterwards', async () => {
    const delegate = await world.acme.member('contributor');
    await database.sql(`update members set role = 'delegate' where id = $1`, [delegate.memberId]);
    const [given] = await database.sql<{ id: string }>(
      `insert into assignments (tenant_id, id, flow_id, scope, scope_id, member_id)
       values ($1, gen_random_uuid(), $2, 'section', 'pipelines', $3) returning id`,
      [world.acme.id, flowId, delegate.memberId],
    );
    const token = await tokenOf(delegate);
    await database.sql(`update sessions set expires_at = now() - interval '1 hour' where user_id = $1`, [
      delegate.userId,
    ]);
    const send = (stepId: string) => keepForEndedSession(token, { place: at(stepId), ...typed({ notes: 'late' }) });
    expect(await send('volume')).toBe(true);
    expect(await send('organisation-name')).toBe(false);
    await database.sql(`update assignments set expires_at = now() - interval '1 minute' where id = $1`, [given?.id]);
    expect(await send('volume')).toBe(false);
  });
});
