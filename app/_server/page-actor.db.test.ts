import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hashToken, newToken } from '@/lib/auth';
import type { TestActor, TestDatabase, TestWorld } from '@/scripts/testing/database';
import { testDatabase, withTestWorld } from '@/scripts/testing/database';
import { findActor } from './page-actor';

/** The request's cookies: the only thing that a test must put in a browser's place. */
const jar = vi.hoisted(() => new Map<string, string>());
vi.mock('next/headers', () => ({
  cookies: async () => ({ get: (name: string) => (jar.has(name) ? { value: jar.get(name) } : undefined) }),
  headers: async () => new Headers({ host: 'localhost', 'x-portico-path': '/en' }),
}));

let database: TestDatabase;
let world: TestWorld;
let flowOf: Record<'acme' | 'safa', string>;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  flowOf = { acme: await flow(world.acme.id, world.northwind.id), safa: await flow(world.safa.id, world.alufuq.id) };
});
afterAll(() => database.close());
beforeEach(() => jar.clear());

async function flow(tenantId: string, ownerId: string): Promise<string> {
  const [templateId, id] = [randomUUID(), randomUUID()];
  await database.sql(
    `insert into onboarding_templates (tenant_id, id, key, name, config, version, status, is_active)
     values ($1, $2, 'some-template', 'n', '{}', 1, 'draft', false)`,
    [ownerId, templateId],
  );
  await database.sql(
    'insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id) values ($1, $2, $1, $3, $4)',
    [tenantId, id, ownerId, templateId],
  );
  return id;
}

async function signIn(actor: TestActor, factors = ['mail', 'totp']): Promise<void> {
  const token = newToken();
  await database.sql(
    `insert into sessions (id, user_id, token_hash, expires_at, factors) values ($1, $2, $3, now() + interval '1 hour', $4)`,
    [randomUUID(), actor.userId, hashToken(token), factors],
  );
  jar.set('portico-session', token);
}

describe('findActor', () => {
  it('refuses without a session, and with a token of nobody', async () => {
    expect(await findActor({})).toMatchObject({ refusal: { code: 'unauthenticated' } });
    jar.set('portico-session', newToken());
    expect(await findActor({})).toMatchObject({ refusal: { code: 'unauthenticated' } });
  });

  it('finds the membership that sees the flow: the customer itself, and its partner', async () => {
    await signIn(world.acmeOwner);
    expect(await findActor({ flowId: flowOf.acme })).toMatchObject({
      ok: true,
      value: { tenantId: world.acme.id, memberId: world.acmeOwner.memberId, role: 'owner' },
    });
    await signIn(world.northwindManager);
    expect(await findActor({ flowId: flowOf.acme })).toMatchObject({
      ok: true,
      value: { tenantId: world.northwind.id },
    });
  });

  it('asks staff for their second factor, whether there is such a flow or not', async () => {
    await signIn(world.northwindManager, ['mail']);
    const held = { refusal: { code: 'second_factor_needed' } };
    expect(await findActor({ flowId: flowOf.acme })).toMatchObject(held);
    expect(await findActor({ flowId: randomUUID() })).toMatchObject(held);
    await signIn(world.acmeOwner, ['mail']);
    expect(await findActor({ flowId: flowOf.acme })).toMatchObject({ ok: true });
  });

  it('gives a stranger the answer of a flow that does not exist', async () => {
    await signIn(world.acmeOwner);
    const foreign = await findActor({ flowId: flowOf.safa });
    expect(foreign).toMatchObject({ refusal: { code: 'not_found' } });
    expect(foreign).toEqual(await findActor({ flowId: randomUUID() }));
    expect(foreign).toEqual(await findActor({ flowId: "x' or '1'='1" }));
    expect(foreign).toEqual(await findActor({ tenantId: world.safa.id }));
  });

  it('asks for the kind of tenant that the page is for', async () => {
    await signIn(world.acmeOwner);
    expect(await findActor({ kinds: ['partner', 'platform'] })).toMatchObject({ refusal: { code: 'not_found' } });
    expect(await findActor({ kinds: ['customer'] })).toMatchObject({ ok: true });
  });
});
