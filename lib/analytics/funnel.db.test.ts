import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordEvent } from '@/lib/platform/events';
import { withTenant } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { foldEvents, getFunnel } from '.';

const sectionIds = ['organisation', 'pipelines'];
const templateKey = 'data-pipeline';

describe('the funnel', () => {
  let database: TestDatabase;
  let world: TestWorld;
  let templateId: string;

  beforeAll(async () => {
    database = await testDatabase();
    world = await withTestWorld(database);
    templateId = randomUUID();
    await database.sql(
      `insert into onboarding_templates (tenant_id, id, key, name, config, version, status, is_active)
       values ($1, $2, $3, 'Data pipeline', '{}', 1, 'published', true)`,
      [world.platform.id, templateId, templateKey],
    );
  });
  afterAll(() => database.close());

  it('equals a recount of every event, whatever was open while it was folded', async () => {
    const random = generator(20261121);
    const actors = [world.acmeOwner, world.borealisOwner, world.safaOwner];
    const flows = await Promise.all(Array.from({ length: 30 }, (_, index) => addFlow(pick(actors, index))));
    await foldEvents();

    // A transaction that began before the folds below and commits after them: its events must not be skipped.
    const slow = withTenant(flows[0]?.owner ?? world.acmeOwner, async (tx) => {
      await recordEvent(tx, flows[0]?.owner.tenantId ?? '', {
        flowId: flows[0]?.id ?? '',
        name: 'flow.submitted',
        details: {},
      });
      await new Promise((resolve) => setTimeout(resolve, 400));
    });
    for (const flow of flows) {
      for (const [name, details] of history(random)) {
        await withTenant(flow.owner, (tx) => recordEvent(tx, flow.owner.tenantId, { flowId: flow.id, name, details }));
      }
      if (random() < 0.4) await Promise.all([foldEvents(), foldEvents()]);
    }
    await slow;
    await foldAll();

    const reader = await world.platform.member('analyst');
    const outcome = await withTenant(reader, (tx) => getFunnel(tx, reader, { templateKey, sectionIds }));
    expect(outcome.ok && new Map(outcome.value.stages.map(({ stage, flows: count }) => [stage, count]))).toEqual(
      await recount(database),
    );
    expect((await recount(database)).get('submitted')).toBeGreaterThan(0);
  });

  it('shows a partner its own customers only', async () => {
    const seen = async (actor: TestActor): Promise<number> => {
      const outcome = await withTenant(actor, (tx) => getFunnel(tx, actor, { templateKey, sectionIds }));
      return outcome.ok ? (outcome.value.stages[0]?.flows ?? -1) : -1;
    };
    const before = await seen(world.alufuqManager);
    await addFlow(world.acmeOwner);
    await foldAll();
    expect(await seen(world.alufuqManager)).toBe(before);
    const mine = await seen(world.northwindManager);
    await addFlow(world.safaOwner);
    await foldAll();
    expect(await seen(world.northwindManager)).toBe(mine);
    expect(await seen(world.alufuqManager)).toBe(before + 1);
  });

  it('refuses a customer, who has no right to figures', async () => {
    const outcome = await withTenant(world.acmeOwner, (tx) =>
      getFunnel(tx, world.acmeOwner, { templateKey, sectionIds }),
    );
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'forbidden' } });
  });

  it('leaves out flows invited before the first day of the cohort', async () => {
    const input = { templateKey, sectionIds, since: '2999-01-01' };
    const outcome = await withTenant(world.northwindManager, (tx) => getFunnel(tx, world.northwindManager, input));
    expect(outcome.ok && outcome.value.stages.every(({ flows }) => flows === 0)).toBe(true);
  });

  async function foldAll(): Promise<void> {
    await database.pastOpenTransactions();
    await foldEvents();
  }

  async function addFlow(owner: TestActor): Promise<{ id: string; owner: TestActor }> {
    const id = randomUUID();
    await database.sql(
      `insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id) values ($1, $2, $1, $3, $4)`,
      [owner.tenantId, id, world.platform.id, templateId],
    );
    await withTenant(owner, (tx) => recordEvent(tx, owner.tenantId, { flowId: id, name: 'flow.invited', details: {} }));
    return { id, owner };
  }
});

/** Counts flows per stage straight from the events, the slow and obvious way. */
async function recount(database: TestDatabase): Promise<Map<string, number>> {
  const events = await database.sql<{ flow_id: string; name: string; details: { sectionId?: string } }>(
    'select flow_id, name, details from events where flow_id is not null',
  );
  const flows = (test: (event: (typeof events)[number]) => boolean): number =>
    new Set(events.filter(test).map((event) => event.flow_id)).size;
  return new Map([
    ['invited', flows(({ name }) => name === 'flow.invited')],
    ['started', flows(({ name }) => name === 'flow.started')],
    ...sectionIds.map((id): [string, number] => [
      `section:${id}`,
      flows(({ name, details }) => name === 'section.completed' && details.sectionId === id),
    ]),
    ['submitted', flows(({ name }) => name === 'flow.submitted')],
    ['done', flows(({ name }) => name === 'run.done')],
  ]);
}

/** What happens to one flow: a random beginning of the whole journey, with repetitions and events that are no stage. */
function history(random: () => number): [string, Record<string, string>][] {
  const whole: [string, Record<string, string>][] = [
    ['flow.started', {}],
    ['step.saved', { step: 'any' }],
    ['section.completed', { sectionId: 'organisation' }],
    ['section.completed', { sectionId: 'organisation' }],
    ['section.completed', { sectionId: 'pipelines' }],
    ['flow.submitted', {}],
    ['run.done', {}],
    ['run.done', {}],
  ];
  return whole.slice(0, Math.floor(random() * (whole.length + 1)));
}

/** A small seeded generator (mulberry32), so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const pick = <T>(list: readonly T[], index: number): T => {
  const value = list[index % list.length];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
};
