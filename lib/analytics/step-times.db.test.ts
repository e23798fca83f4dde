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
import { foldStepTimes, getStepTimes, medianSeconds, taskMinutes } from '.';

const templateKey = 'timed';
const steps = ['name', 'contact', 'region'];

describe('the open times of pages', () => {
  let database: TestDatabase;
  let world: TestWorld;
  let templateId: string;

  beforeAll(async () => {
    database = await testDatabase();
    world = await withTestWorld(database);
    templateId = randomUUID();
    await database.sql(
      `insert into onboarding_templates (tenant_id, id, key, name, config, version, status, is_active)
       values ($1, $2, $3, 'Timed', '{}', 1, 'published', true)`,
      [world.platform.id, templateId, templateKey],
    );
  });
  afterAll(() => database.close());

  it('fold to a recount of the events, each page of a flow once, whoever folds at the same time @req I51', async () => {
    const owners = [world.acmeOwner, world.borealisOwner, world.safaOwner];
    for (let index = 0; index < 72; index += 1) {
      const owner = owners[index % owners.length] ?? world.acmeOwner;
      const flowId = await addFlow(owner);
      for (const [at, step] of steps.entries()) {
        if (step === 'region' && index >= 30) continue;
        await saved(owner, flowId, { step, continued: false, seconds: 1 });
        await saved(owner, flowId, { step, continued: true, seconds: (index * 37 + at * 11) % 700 });
        await saved(owner, flowId, { step, continued: true, seconds: 2 });
      }
      await saved(owner, flowId, { step: 'name', continued: true });
      if (index % 9 === 0) await Promise.all([foldStepTimes(), foldStepTimes()]);
    }
    await foldAll();
    const rolled = await database.sql<{ owner: string; step: string; seconds: number; samples: number }>(
      `select tenant_id as owner, step_name as step, seconds, samples from step_time_rollups where samples > 0`,
    );
    const sorted = (rows: typeof rolled) =>
      rows.map(({ owner, step, seconds, samples }) => `${owner} ${step} ${seconds} ${samples}`).sort();
    expect(sorted(rolled)).toEqual(sorted(await recount(database)));
    expect(rolled.reduce((sum, { samples }) => sum + samples, 0)).toBe(72 * 2 + 30);
  });

  it('are known to a customer as its owner’s, from twenty samples on', async () => {
    const times = await timesFor(world.acmeOwner, world.acme.id);
    // Two thirds of the 72 flows are Northwind's; "region" was asked in 20 of those.
    expect([...times.keys()].sort()).toEqual(['contact', 'name', 'region']);
    expect(medianSeconds(times.get('name') ?? [])).not.toBeNull();
    expect(taskMinutes(['name', 'contact'], times)).toBeGreaterThan(0);
    expect(taskMinutes(['name', 'never asked'], times)).toBeNull();

    const fewer = await timesFor(world.safaOwner, world.safa.id);
    expect([...fewer.keys()].sort()).toEqual(['contact', 'name']);
    expect(fewer.get('name')).not.toEqual(times.get('name'));
  });

  it('are nothing for a customer out of sight, exactly as for one that does not exist', async () => {
    expect(await timesFor(world.acmeOwner, world.safa.id)).toEqual(new Map());
    expect(await timesFor(world.acmeOwner, randomUUID())).toEqual(new Map());
    expect(await timesFor(world.acmeOwner, 'no id')).toEqual(new Map());
  });

  it('are refused to an analyst, who looks at funnels and not into flows', async () => {
    const analyst = await world.northwind.member('analyst');
    const outcome = await withTenant(analyst, (tx) =>
      getStepTimes(tx, analyst, { customerTenantId: world.acme.id, templateKey }),
    );
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'forbidden' } });
  });

  async function timesFor(actor: TestActor, customerTenantId: string) {
    const outcome = await withTenant(actor, (tx) => getStepTimes(tx, actor, { customerTenantId, templateKey }));
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    return outcome.value;
  }

  const saved = (owner: TestActor, flowId: string, details: Record<string, unknown>) =>
    withTenant(owner, (tx) => recordEvent(tx, owner.tenantId, { flowId, name: 'step.saved', details }));

  async function addFlow(owner: TestActor): Promise<string> {
    const id = randomUUID();
    await database.sql(
      `insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id) values ($1, $2, $1, $3, $4)`,
      [owner.tenantId, id, world.platform.id, templateId],
    );
    return id;
  }

  const foldAll = async (): Promise<void> => {
    await database.pastOpenTransactions();
    await foldStepTimes();
  };
});

/** Counts straight from the events, the slow and obvious way. */
async function recount(database: TestDatabase) {
  const events = await database.sql<{
    owner: string;
    flow: string;
    details: { step: string; continued: boolean; seconds?: number };
  }>(
    `select c.owner_tenant_id as owner, e.flow_id as flow, e.details from events e join customers c on c.tenant_id = e.tenant_id
     where e.name = 'step.saved' order by e.at`,
  );
  const first = new Map<string, { owner: string; step: string; seconds: number }>();
  for (const { owner, flow, details } of events) {
    const key = `${flow} ${details.step}`;
    if (!details.continued || details.seconds === undefined || first.has(key)) continue;
    first.set(key, { owner, step: details.step, seconds: widthOf(details.seconds) });
  }
  const counts = new Map<string, { owner: string; step: string; seconds: number; samples: number }>();
  for (const one of first.values()) {
    const key = `${one.owner} ${one.step} ${one.seconds}`;
    counts.set(key, { ...one, samples: (counts.get(key)?.samples ?? 0) + 1 });
  }
  return [...counts.values()];
}

function widthOf(seconds: number): number {
  const width = seconds <= 60 ? 5 : seconds <= 300 ? 15 : 60;
  return Math.max(5, Math.ceil(seconds / width) * width);
}
