import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveSession } from '@/lib/auth';
import { withTestWorld, testDatabase, type TestDatabase } from '@/scripts/testing/database';
import { startDemoDesk, type DemoDesk } from './desk';
import { preparedFlowsNow } from './desk-client';
import { enterAs } from './enter-as';
import { staffOf } from './people';

const [persona] = staffOf.northwind;
const email = persona?.email ?? '';

describe('entering the demo as somebody', () => {
  let database: TestDatabase;
  let desk: DemoDesk;
  let stranger: string;

  beforeAll(async () => {
    database = await testDatabase();
    const world = await withTestWorld(database);
    desk = await startDemoDesk({ port: 0 });
    const origin = `http://127.0.0.1:${desk.port}`;
    Object.assign(process.env, { DEMO_DESK_URL: origin, ALLOWED_ENDPOINTS: origin });
    await database.sql('update users set email = $1 where id = $2', [email, world.northwindAdmin.userId]);
    const [row] = await database.sql<{ email: string }>('select email from users where id = $1', [
      world.acmeOwner.userId,
    ]);
    stranger = row?.email ?? '';
  });
  afterAll(async () => {
    await desk.close();
    await database.close();
  });

  it('opens a session for a persona in the demo', async () => {
    const entered = await enterAs({ mode: 'demo', email, oldToken: null });
    expect(entered.ok).toBe(true);
    const session = entered.ok ? await resolveSession(entered.value.token) : null;
    expect(session?.email).toBe(email);
  });

  it('ends the session that the browser had before', async () => {
    const first = await enterAs({ mode: 'demo', email, oldToken: null });
    const token = first.ok ? first.value.token : '';
    expect(await resolveSession(token)).not.toBeNull();
    await enterAs({ mode: 'demo', email, oldToken: token });
    expect(await resolveSession(token)).toBeNull();
  });

  it.each(['production', 'test'] as const)('does not exist in the mode %s', async (mode) => {
    const entered = await enterAs({ mode, email, oldToken: null });
    expect(entered).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
  });

  it('refuses people who exist and are no personas like people who do not exist', async () => {
    expect(stranger).toContain('@acme.example');
    for (const other of [stranger, 'nobody@elsewhere.example']) {
      const entered = await enterAs({ mode: 'demo', email: other, oldToken: null });
      expect(entered).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    }
    expect(await post({ email: stranger, oldToken: null })).toBe(404);
  });

  it('answers only those who can set a header and name this machine', async () => {
    const body = { email, oldToken: null };
    expect(await post(body)).toBe(201);
    expect(await post(body, { 'x-portico-demo': '' })).toBe(403);
    expect(await post(body, { host: 'evil.example' })).toBe(403);
    expect(await post({ email: 7 })).toBe(422);
  });

  it('says how the prepared flows stand', async () => {
    expect(await preparedFlowsNow()).toEqual([]);
  });

  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: desk.port,
          path: '/sessions',
          method: 'POST',
          headers: { 'x-portico-demo': '1', ...headers },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      asked.on('error', reject);
      asked.end(JSON.stringify(body));
    });
});
