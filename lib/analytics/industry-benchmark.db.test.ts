import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marketingAnalytics } from '@/lib/flow-templates/library';
import { publishedTemplate } from '@/lib/provisioning/testing/submitted-flow';
import { withTenant } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { benchmarkFrom, benchmarkOf, getIndustryBenchmark } from '.';

const times = (industry: string, ...seconds: (number | null)[]) =>
  seconds.map((each, index) => ({ customer: `${industry}-${index}`, industry, seconds: each }));

describe('a comparison by industry', () => {
  it('names only industries in which at least five customers take part @req G15', () => {
    expect(benchmarkFrom).toBe(5);
    expect(benchmarkOf([...times('golf', 1, 2, 3, 4, 100), ...times('retail', 1, 2, 3, 4)])).toEqual([
      { industry: 'golf', customers: 5, medianSeconds: 3 },
    ]);
  });

  it('counts a customer once, however many flows it has', () => {
    const one = Array.from({ length: 9 }, () => ({ customer: 'same', industry: 'golf', seconds: 7 }));
    expect(benchmarkOf(one)).toEqual([]);
  });

  it('shows no time before five of them have come to the end', () => {
    expect(benchmarkOf(times('golf', 1, 2, 3, 4, null))).toEqual([
      { industry: 'golf', customers: 5, medianSeconds: null },
    ]);
    expect(benchmarkOf(times('golf', 6, 1, 2, 3, 4, 5))[0]?.medianSeconds).toBe(3.5);
  });
});

describe('the comparison that staff see', () => {
  let database: TestDatabase;
  let world: TestWorld;
  let template: string;
  beforeAll(async () => {
    database = await testDatabase();
    world = await withTestWorld(database);
    template = await publishedTemplate(database.sql, world.platform.id, marketingAnalytics);
    for (let index = 0; index < 6; index += 1) await member(index, index < 5 ? 'golf' : 'retail', true);
    // Somebody who did not agree does not count, also not towards the five.
    await member(6, 'medical', true);
    for (let index = 7; index < 12; index += 1) await member(index, 'medical', false);
  });
  afterAll(() => database.close());

  async function member(index: number, industry: string, agrees: boolean): Promise<void> {
    const customer = await world.customer(world.northwind, `compared-${index}`);
    const flowId = randomUUID();
    await database.sql(
      `insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id, status, created_at)
       values ($1, $2, $1, $3, $4, 'done', now() - interval '1 hour')`,
      [customer.id, flowId, world.platform.id, template],
    );
    const answers: Record<string, Record<string, unknown>> = {
      'industry-choice': { industry: { value: industry, hash: 'h' } },
      ...(agrees ? { consents: { benchmarkConsent: { value: '2026-11', hash: 'h' } } } : {}),
    };
    for (const [step, data] of Object.entries(answers)) {
      await database.sql(
        `insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data)
         values ($1, $2, $3, $4, 's', 't', 'completed', $5)`,
        [customer.id, randomUUID(), flowId, step, JSON.stringify(data)],
      );
    }
    await database.sql(
      `insert into flow_milestones (tenant_id, id, flow_id, name) values ($1, $2, $3, 'provisioned')`,
      [customer.id, randomUUID(), flowId],
    );
  }
  const ask = (actor: TestActor, templateKey = 'marketing-analytics') =>
    withTenant(actor, (tx) => getIndustryBenchmark(tx, actor, { templateKey }));

  it('counts those who agreed, in industries that are large enough @req G15', async () => {
    const found = await ask(world.northwindManager);
    expect(found).toMatchObject({ ok: true, value: [{ industry: 'golf', customers: 5 }] });
    if (!found.ok) return;
    expect(found.value).toHaveLength(1);
    expect(found.value[0]?.label.ar).toMatch(/\p{Script=Arabic}/u);
    expect(found.value[0]?.medianSeconds).toBeGreaterThan(3500);
  });

  it('says nothing of a template that does not ask, to strangers, or to customers', async () => {
    expect(await ask(world.northwindManager, 'data-pipeline')).toEqual({ ok: true, value: [] });
    expect(await ask(world.alufuqManager)).toEqual({ ok: true, value: [] });
    expect(await ask(world.acmeOwner)).toMatchObject({ ok: false, refusal: { code: 'forbidden' } });
  });
});
