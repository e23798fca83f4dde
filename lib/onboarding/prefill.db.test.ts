import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { isForm, type FieldDefinition, type FlowDefinition } from '@/lib/flow-definition';
import { withTenant } from '@/lib/tenancy';
import { getTaskList } from './get-task-list';
import { openFlow } from './open-flow';
import { prefillOf } from './prefill';
import { must, post } from './testing-flow';
import { startSampleFlow } from './testing-journey';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const text = (en: string) => ({ en, ar: en });
const field = (more: Pick<FieldDefinition, 'id' | 'type'> & Partial<FieldDefinition>): FieldDefinition => ({
  label: text(more.id),
  required: false,
  class: 'plain',
  due: 'now',
  ...more,
});
const template = (key: string, fields: readonly FieldDefinition[]): FlowDefinition => ({
  schema: 'portico/flow@1',
  key,
  version: 1,
  title: text(`The ${key}`),
  summary: text('A sample'),
  locales: ['en', 'ar'],
  metadata: { author: 'Tests' },
  estimatedMinutes: 5,
  firstValue: 'submitted',
  identifiers: [
    {
      id: 'tenantId',
      system: 'sample',
      label: text('Tenant ID'),
      pattern: '^[a-z0-9_]{3,50}$',
      minLength: 3,
      maxLength: 50,
      uniqueIn: 'owner',
    },
  ],
  lifecycle: [],
  declaration: text('It is so'),
  sections: [
    {
      id: 'all',
      title: text('All'),
      tasks: [
        {
          id: 'asking',
          title: text('Questions'),
          owner: 'contributor',
          steps: [{ id: 'about', kind: 'form', title: text('About you'), fields }],
        },
      ],
    },
  ],
});
const plan = (id: string, options: readonly string[]) =>
  field({
    id,
    type: 'choice',
    semantic: 'plan',
    options: options.map((option) => ({ id: option, label: text(option) })),
  });
const earlier = template('earlier', [
  field({ id: 'name', type: 'text', semantic: 'organization.name' }),
  field({ id: 'site', type: 'url', semantic: 'organization.url' }),
  plan('size', ['small', 'large']),
  field({ id: 'mail', type: 'email', semantic: 'contact.email' }),
  field({ id: 'key', type: 'secret', class: 'secret', semantic: 'api.key' }),
  field({ id: 'code', type: 'identifier', identifier: 'tenantId' }),
]);
const later = template('later', [
  field({ id: 'company', type: 'text', semantic: 'organization.name' }),
  field({ id: 'homepage', type: 'url', semantic: 'organization.url' }),
  plan('plan', ['large', 'huge']),
  field({ id: 'person', type: 'text', semantic: 'contact.name' }),
  field({ id: 'secretKey', type: 'secret', class: 'secret', semantic: 'api.key' }),
  field({ id: 'tenant', type: 'identifier', identifier: 'tenantId' }),
  field({ id: 'plain', type: 'text' }),
]);
const smaller = template('smaller', [plan('plan', ['medium'])]);

const prefill = async (actor: TestActor, flowId: string) =>
  withTenant(actor, async (tx) => {
    const flow = must(await openFlow(tx, flowId, new Date()));
    const step = flow.walk.steps[0]?.step;
    if (!step || !isForm(step)) throw new Error('no page');
    return Object.fromEntries(await prefillOf(tx, flow, step, 'en'));
  });

describe('prefillOf', () => {
  it('reuses what the customer said in another flow, shows where from, and counts nothing of it @req I61', async () => {
    const customer = await world.customer(world.northwind, 'prefilled');
    const owner = await customer.member('owner');
    const first = await startSampleFlow(database, world, earlier, customer.id);
    must(
      await post(owner, first, 'about', {
        name: 'Acme Holding',
        site: 'www.acme.example',
        size: 'large',
        mail: 'grace@acme.example',
        key: 'very secret',
        code: 'acme_1',
      }),
    );
    const second = await startSampleFlow(database, world, later, customer.id);
    const found = await prefill(owner, second);
    expect(Object.keys(found).sort()).toEqual(['company', 'homepage', 'person', 'plan', 'tenant']);
    expect(found['company']).toMatchObject({
      value: 'Acme Holding',
      source: { kind: 'earlier', title: 'The earlier' },
    });
    expect(found['plan']).toMatchObject({ value: 'large' });
    expect(found['tenant']).toMatchObject({ value: 'acme_1', source: { kind: 'registry' } });
    expect(found['person']).toEqual({ value: 'Ada', source: { kind: 'invitation' } });
    expect(JSON.stringify(found)).not.toContain('very secret');

    const list = must(await withTenant(owner, (tx) => getTaskList(tx, owner, { flowId: second, locale: 'en' })));
    expect(list.header.progress.tasksCompleted).toBe(0);
    expect(await database.sql('select from onboarding_steps where flow_id = $1', [second])).toEqual([]);
  });

  it('falls back to the registry, and leaves out what does not fit the question', async () => {
    const customer = await world.customer(world.northwind, 'registered');
    const owner = await customer.member('owner');
    const flowId = await startSampleFlow(database, world, later, customer.id);
    expect(await prefill(owner, flowId)).toEqual({
      company: { value: 'registered', source: { kind: 'registry', ownerName: 'northwind' } },
      person: { value: 'Ada', source: { kind: 'invitation' } },
    });
    const first = await startSampleFlow(database, world, earlier, customer.id);
    must(await post(owner, first, 'about', { size: 'small' }));
    const other = await startSampleFlow(database, world, smaller, customer.id);
    expect(await prefill(owner, other)).toEqual({});
  });

  it('never fills in a page that was saved once, so that what was taken out stays out', async () => {
    const customer = await world.customer(world.northwind, 'taken-out');
    const owner = await customer.member('owner');
    const flowId = await startSampleFlow(database, world, later, customer.id);
    expect(Object.keys(await prefill(owner, flowId))).toContain('company');
    must(await post(owner, flowId, 'about', { company: '', person: '' }));
    expect(await prefill(owner, flowId)).toEqual({});
  });

  it('knows nothing of other customers, of the same owner or not', async () => {
    const generous = await world.customer(world.northwind, 'generous');
    const owner = await generous.member('owner');
    const first = await startSampleFlow(database, world, earlier, generous.id);
    must(await post(owner, first, 'about', { name: 'Only ours', site: 'www.ours.example' }));
    for (const partner of [world.northwind, world.alufuq]) {
      const neighbour = await world.customer(partner, `neighbour-${partner.slug}`);
      const flowId = await startSampleFlow(database, world, later, neighbour.id);
      expect(JSON.stringify(await prefill(await neighbour.member('owner'), flowId))).not.toContain('urs');
    }
  });
});
