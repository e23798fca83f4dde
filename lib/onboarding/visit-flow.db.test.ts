import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { withTenant } from '@/lib/tenancy';
import { startTestFlow } from './testing-flow';
import { visitFlow } from './visit-flow';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const visit = (actor: TestActor, flowId: string, toured = false) =>
  withTenant(actor, (tx) => visitFlow(tx, flowId, toured));

describe('visitFlow', () => {
  it('knows the end of the previous visit after half an hour of absence', async () => {
    const flowId = await startTestFlow(world);
    expect(await visit(world.acmeOwner, flowId)).toEqual({ before: null, toured: null });
    expect(await visit(world.acmeOwner, flowId)).toEqual({ before: null, toured: null });
    await database.sql(`update flow_visits set at = at - interval '2 hours' where flow_id = $1`, [flowId]);
    const back = await visit(world.acmeOwner, flowId);
    expect(Date.now() - new Date(back?.before ?? 0).getTime()).toBeGreaterThan(7_000_000);
    expect((await visit(world.acmeOwner, flowId))?.before).toBe(back?.before);
    expect(await visit(world.acmeContributor, flowId)).toEqual({ before: null, toured: null });
  });

  it('remembers per person that the tour was seen or skipped, also for those who only look', async () => {
    const flowId = await startTestFlow(world);
    const viewer = await world.acme.member('viewer');
    const first = await visit(viewer, flowId, true);
    expect(first?.toured).not.toBeNull();
    expect((await visit(viewer, flowId))?.toured).toBe(first?.toured);
    expect((await visit(viewer, flowId, true))?.toured).toBe(first?.toured);
    expect((await visit(world.acmeOwner, flowId))?.toured).toBeNull();
  });

  it('keeps no visits of staff, and answers strangers as for nothing', async () => {
    const flowId = await startTestFlow(world);
    expect(await visit(world.northwindManager, flowId)).toBeNull();
    expect(await visit(world.safaOwner, flowId)).toBeNull();
    expect(await visit(world.safaOwner, randomUUID())).toBeNull();
    expect(await visit(world.acmeOwner, 'no id')).toBeNull();
    expect(await database.sql('select from flow_visits where flow_id = $1', [flowId])).toEqual([]);
  });
});
