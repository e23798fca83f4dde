import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '@/lib/errors';
import { withTenant, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { listAudit, recordAudit } from './index';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  for (let i = 1; i <= 5; i += 1) {
    await withTenant(world.acmeOwner, (tx) =>
      recordAudit(tx, world.acme.id, { action: `thing.done_${i}`, entityType: 'thing', details: { n: i } }),
    );
  }
});
afterAll(() => database.close());

const list = (actor: Actor, more: { tenantId?: string; before?: number } = {}) =>
  withTenant(actor, (tx) => listAudit(tx, actor, { tenantId: world.acme.id, limit: 3, ...more }));
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'ok' : outcome.refusal.code);

describe('listAudit', () => {
  it('shows the newest entries and goes on where a page ended, with a verdict on the whole chain', async () => {
    const auditor = await world.northwind.member('auditor');
    const first = await list(auditor);
    if (!first.ok) throw new Error(first.refusal.code);
    expect(first.value.rows.map(({ seq }) => seq)).toEqual([5, 4, 3]);
    expect(first.value.rows[0]).toMatchObject({
      action: 'thing.done_5',
      by: 'owner of acme',
      role: 'owner',
      details: { n: 5 },
    });
    expect(first.value.verdict).toEqual({ intact: true, entries: 5 });
    const second = await list(auditor, { before: first.value.next ?? 0 });
    expect(second).toMatchObject({ value: { rows: [{ seq: 2 }, { seq: 1 }], next: null } });
  });

  it('does not name people whom the reader does not see', async () => {
    await withTenant(world.platformAdmin, (tx) =>
      recordAudit(tx, world.northwind.id, { action: 'thing.done', entityType: 'thing' }),
    );
    const own = await list(world.northwindAdmin, { tenantId: world.northwind.id });
    expect(own.ok && own.value.rows[0]).toMatchObject({ action: 'thing.done', role: 'admin', by: undefined });
  });

  it('refuses other roles and other tenants', async () => {
    expect(codeOf(await list(world.northwindManager))).toBe('forbidden');
    const stranger = await world.alufuq.member('auditor');
    expect(codeOf(await list(stranger))).toBe('not_found');
    expect(codeOf(await list(await world.northwind.member('auditor'), { tenantId: world.platform.id }))).toBe(
      'not_found',
    );
  });
});
