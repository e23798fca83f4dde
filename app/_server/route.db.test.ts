import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { generateApiKey, hashKey } from '@/lib/crypto';
import { ok, refuse } from '@/lib/errors';
import { limits } from '@/lib/platform/rate-limit';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { apiRoute } from './route';

let database: TestDatabase;
let world: TestWorld;
let key = '';

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  key = await issue(['flow.read', 'flow.start']);
});
afterAll(() => database.close());

async function issue(scopes: string[]): Promise<string> {
  const made = generateApiKey();
  await database.sql(
    'insert into api_keys (tenant_id, id, name, key_hash, prefix, scopes) values ($1, $2, $3, $4, $5, $6)',
    [world.northwind.id, randomUUID(), 'test', hashKey(made), made.slice(0, 12), scopes],
  );
  return made;
}

const body = z.strictObject({ name: z.string().min(1, 'field.required') });
const echo = apiRoute({
  name: 'echo',
  scope: 'flow.start',
  body,
  idempotent: true,
  run: async ({ actor, body: { name }, params }) => {
    if (name === 'boom') throw new Error('canary-4711 in the database');
    if (name === 'locked') return refuse('flow_locked');
    return ok({ status: 201, body: { tenantId: actor.tenantId, name, params }, headers: { location: '/x' } });
  },
});

async function call(headers: Record<string, string | null> = {}, text = '{"name":"Acme"}', handler = echo) {
  const all = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'idempotency-key': 'k1',
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  const request = new Request('http://localhost/api/v1/echo', { method: 'POST', headers: given, body: text });
  const response = await handler(request, { params: Promise.resolve({ id: 'p1', rest: ['a', 'b'] }) });
  return { response, status: response.status, json: (await response.json()) as Record<string, unknown> };
}

describe('apiRoute', () => {
  it('runs the use case as the tenant of the key', async () => {
    const { response, status, json } = await call();
    expect(status).toBe(201);
    expect(json).toEqual({ tenantId: world.northwind.id, name: 'Acme', params: { id: 'p1', rest: 'a/b' } });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('location')).toBe('/x');
  });

  it('runs for a path without names in it, for which Next gives no params', async () => {
    const request = new Request('http://localhost/api/v1/echo', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': 'k2' },
      body: '{"name":"Acme"}',
    });
    const response = await echo(request, { params: Promise.resolve(undefined) });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ params: {} });
  });

  it('answers a refusal with a problem document in the language asked for', async () => {
    const { response, status, json } = await call({ 'accept-language': 'ar' }, '{"name":"locked"}');
    expect(status).toBe(409);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('content-language')).toBe('ar');
    expect(json).toMatchObject({ code: 'flow_locked', status: 409, requestId: response.headers.get('x-request-id') });
    expect(json.title).toMatch(/[\u0600-\u06ff]/);
    expect(String(json.type)).toContain('/ar/help/errors/flow_locked');
  });

  it.each([
    ['no key', { authorization: null }, 401, 'unauthenticated'],
    ['a malformed key', { authorization: 'Bearer x' }, 401, 'unauthenticated'],
    ['a well-formed key of nobody', { authorization: `Bearer ${generateApiKey()}` }, 401, 'unauthenticated'],
    ['no idempotency key', { 'idempotency-key': null }, 400, 'idempotency_key_missing'],
    ['another content type', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
  ])('refuses %s', async (_what, headers, status, code) => {
    expect(await call(headers)).toMatchObject({ status, json: { code } });
  });

  it('refuses a body that is no JSON, misses a field, has one too many, or is too large', async () => {
    expect(await call({}, '{')).toMatchObject({ status: 422, json: { errors: [{ code: 'field.json' }] } });
    expect(await call({}, '{"name":""}')).toMatchObject({
      status: 422,
      json: { errors: [{ field: 'name', code: 'field.required' }] },
    });
    expect(await call({}, '{"name":"x","tenantId":"y"}')).toMatchObject({
      status: 422,
      json: { code: 'invalid_input' },
    });
    expect(await call({}, JSON.stringify({ name: 'x'.repeat(1024 * 1024) }))).toMatchObject({ status: 413 });
  });

  it('refuses a key without the scope', async () => {
    const narrow = await issue(['flow.read']);
    expect(await call({ authorization: `Bearer ${narrow}` })).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
  });

  it('answers an unexpected error without a word of it', async () => {
    const { status, json } = await call({}, '{"name":"boom"}');
    expect(status).toBe(500);
    expect(json).toMatchObject({ code: 'internal', retry: true });
    expect(JSON.stringify(json)).not.toContain('canary');
  });

  it('limits guesses of keys by address, and not the owner of a right key there', async () => {
    const from = { 'x-forwarded-for': '192.0.2.77' };
    for (let attempt = 0; attempt < limits.apiUnknownKey.points; attempt += 1) {
      expect((await call({ ...from, authorization: 'Bearer wrong' })).status).toBe(401);
    }
    const { response, status } = await call({ ...from, authorization: 'Bearer wrong' });
    expect(status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call(from)).status).toBe(201);
  });
});
