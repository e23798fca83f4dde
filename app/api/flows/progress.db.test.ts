import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hashToken, newToken } from '@/lib/auth';
import { ok, refuse } from '@/lib/errors';
import { runVersion, versioned } from '@/lib/live-progress';
import { publishedTemplate, referenceTemplate, submittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { withTenant } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { GET } from './[flowId]/progress/route';

/** The request's cookies: what a browser would bring. */
const jar = vi.hoisted(() => new Map<string, string>());
vi.mock('next/headers', () => ({
  cookies: async () => ({ get: (name: string) => (jar.has(name) ? { value: jar.get(name) } : undefined) }),
  headers: async () => new Headers({ host: 'localhost', 'x-portico-path': '/en' }),
}));

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
let runId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  const id = await publishedTemplate(database.sql, world.platform.id, referenceTemplate());
  ({ flowId, runId } = await submittedFlow(database.sql, { tenantId: world.platform.id, id }, world.acme, 'acme_1'));
});
afterAll(() => database.close());

async function signIn(actor: TestActor): Promise<void> {
  const token = newToken();
  await database.sql(
    `insert into sessions (id, user_id, token_hash, expires_at, factors) values ($1, $2, $3, now() + interval '1 hour', '{mail,totp}')`,
    [randomUUID(), actor.userId, hashToken(token)],
  );
  jar.set('portico-session', token);
}

/** Opens a stream and answers what came, and how to leave. */
async function watch(id = flowId) {
  const leave = new AbortController();
  const request = new Request(`http://localhost/api/flows/${id}/progress`, { signal: leave.signal });
  const response = await GET(request, { params: Promise.resolve({ flowId: id }) });
  const seen: string[] = [];
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const done = isStream
    ? (async () => {
        for await (const part of response.body ?? []) seen.push(new TextDecoder().decode(part as Uint8Array));
      })()
    : Promise.resolve();
  const changes = () => seen.filter((text) => text.includes('event: changed'));
  return { response, changes, done, leave: () => leave.abort() };
}

describe('the stream of a flow’s progress', () => {
  it('says at once where the run is, and again as soon as it moves', async () => {
    await signIn(world.acmeOwner);
    await database.sql(
      `insert into provisioning_actions (tenant_id, id, run_id, action_id, position) values ($1, $2, $3, 'a', 0)`,
      [world.acme.id, randomUUID(), runId],
    );
    const stream = await watch();
    expect(stream.response.status).toBe(200);
    expect(stream.response.headers.get('cache-control')).toContain('no-transform');
    await expect.poll(() => stream.changes()).toHaveLength(1);
    await database.sql(`update provisioning_runs set status = 'running' where id = $1`, [runId]);
    await expect.poll(() => stream.changes()).toHaveLength(2);
    await database.sql(`update provisioning_runs set status = 'running' where id = $1`, [runId]);
    await database.sql(`update provisioning_actions set status = 'working' where run_id = $1`, [runId]);
    await expect.poll(() => stream.changes()).toHaveLength(3);
    expect(new Set(stream.changes()).size).toBe(3);
    stream.leave();
    await stream.done;
  });

  it('is there for staff of the partner too, and for nobody else', async () => {
    await signIn(world.northwindManager);
    const stream = await watch();
    expect(stream.response.status).toBe(200);
    stream.leave();
    await stream.done;
    for (const stranger of [world.borealisOwner, world.alufuqManager]) {
      await signIn(stranger);
      expect((await watch()).response.status).toBe(404);
    }
    await signIn(world.acmeOwner);
    expect((await watch(randomUUID())).response.status).toBe(404);
    expect((await watch('no-id')).response.status).toBe(404);
    jar.clear();
    expect((await watch()).response.status).toBe(401);
  });

  it('has five places for a session, and takes them back', async () => {
    await signIn(world.acmeOwner);
    const open = await Promise.all(Array.from({ length: 5 }, () => watch()));
    expect(open.map(({ response }) => response.status)).toEqual([200, 200, 200, 200, 200]);
    expect((await watch()).response.status).toBe(429);
    open[0]?.leave();
    await open[0]?.done;
    const next = await watch();
    expect(next.response.status).toBe(200);
    for (const each of [...open, next]) each.leave();
    await Promise.all([...open, next].map(({ done }) => done));
  });
});

describe('what a page shows with its version', () => {
  const look = (during: () => Promise<unknown>) =>
    withTenant(world.acmeOwner, (tx) =>
      versioned(tx, world.acmeOwner, { flowId }, async () => {
        await during();
        return ok({ shown: true });
      }),
    );

  it('never calls contents newer than they are when something changes while they are read', async () => {
    const now = () => withTenant(world.acmeOwner, (tx) => runVersion(tx, world.acmeOwner, { flowId }));
    const read = await look(() =>
      database.sql(`update provisioning_runs set status = 'undoing' where id = $1`, [runId]),
    );
    expect(read).toMatchObject({ ok: true, value: { shown: true } });
    const after = await now();
    expect(after.ok && read.ok && after.value !== read.value.version).toBe(true);
    expect(await look(async () => undefined)).toEqual(ok({ shown: true, version: after.ok ? after.value : '' }));
  });

  it('refuses what the reader refuses, and strangers before they read anything', async () => {
    const here = { flowId };
    const refusing = withTenant(world.acmeOwner, (tx) =>
      versioned(tx, world.acmeOwner, here, async () => refuse('flow_incomplete')),
    );
    expect(await refusing).toMatchObject({ ok: false, refusal: { code: 'flow_incomplete' } });
    const read = vi.fn(async () => ok({}));
    const stranger = withTenant(world.safaOwner, (tx) => versioned(tx, world.safaOwner, here, read));
    expect(await stranger).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    expect(read).not.toHaveBeenCalled();
  });
});
