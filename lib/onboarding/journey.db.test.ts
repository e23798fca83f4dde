import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import type { FieldDefinition, FlowDefinition } from '@/lib/flow-definition';
import { withTenant } from '@/lib/tenancy';
import { getActivity } from './get-activity';
import { getAssignees } from './get-assignees';
import { getStepView } from './get-step-view';
import { getTaskList } from './get-task-list';
import { getTutorial } from './get-tutorial';
import { getPathChange, type PathChange } from './path-change';
import { reopenStep } from './reopen-step';
import { codeOf, must, post } from './testing-flow';
import { startSampleFlow } from './testing-journey';
import { visitFlow } from './visit-flow';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const text = (en: string, ar = en) => ({ en, ar });
const field = (more: Pick<FieldDefinition, 'id' | 'type'> & Partial<FieldDefinition>): FieldDefinition => ({
  label: text(more.id),
  required: false,
  class: 'plain',
  due: 'now',
  ...more,
});
const definition: FlowDefinition = {
  schema: 'portico/flow@1',
  key: 'journey',
  version: 1,
  title: text('Journey'),
  summary: text('A sample'),
  locales: ['en', 'ar'],
  metadata: { author: 'Tests' },
  estimatedMinutes: 5,
  firstValue: 'submitted',
  identifiers: [
    {
      id: 'code',
      system: 'journey',
      label: text('Code'),
      pattern: '^[a-z0-9_]{3,50}$',
      minLength: 3,
      maxLength: 50,
      uniqueIn: 'owner',
    },
  ],
  lifecycle: [],
  declaration: text('It is so'),
  tutorial: [
    { id: 'one', title: text('What this is', 'ما هذا'), text: text('It is a sample.', 'هذه عينة.') },
    { id: 'two', title: text('What you need'), text: text('Nothing.') },
  ],
  sections: [
    {
      id: 'all',
      title: text('All'),
      tasks: [
        {
          id: 'where',
          title: text('Where'),
          owner: 'contributor',
          minutes: 7,
          steps: [
            {
              id: 'region',
              kind: 'form',
              title: text('Where should the data be?'),
              fields: [
                field({
                  id: 'region',
                  type: 'choice',
                  required: true,
                  label: text('Data region', 'منطقة البيانات'),
                  options: [
                    { id: 'eu', label: text('European Union', 'الاتحاد الأوروبي') },
                    { id: 'us', label: text('United States') },
                  ],
                }),
                field({ id: 'code', type: 'identifier', identifier: 'code' }),
                field({ id: 'billing', type: 'text', due: 'later', required: true, label: text('Billing reference') }),
              ],
            },
          ],
        },
        {
          id: 'evidence',
          title: text('Residency evidence'),
          owner: 'contributor',
          when: 'has(answers.region) && answers.region == "eu"',
          steps: [
            {
              id: 'evidence-step',
              kind: 'form',
              title: text('Show it'),
              fields: [field({ id: 'proof', type: 'text', required: true })],
            },
          ],
        },
      ],
    },
  ],
};

async function started(slug: string): Promise<{ flowId: string; owner: TestActor; colleague: TestActor }> {
  const customer = await world.customer(world.northwind, slug);
  const [owner, colleague] = [await customer.member('owner'), await customer.member('contributor')];
  return { flowId: await startSampleFlow(database, world, definition, customer.id), owner, colleague };
}
const changeOf = (actor: TestActor, flowId: string, change: PathChange) =>
  withTenant(actor, (tx) => getPathChange(tx, actor, { flowId, locale: 'en', change }));
const viewOf = async (actor: TestActor, flowId: string, stepId: string, locale = 'en') =>
  must(await withTenant(actor, (tx) => getStepView(tx, actor, { flowId, stepId, locale })));
const list = async (actor: TestActor, flowId: string) =>
  must(await withTenant(actor, (tx) => getTaskList(tx, actor, { flowId, locale: 'en' })));

describe('what an answer does to the tasks @req I51', () => {
  it('is named with the answer that did it, in both directions, and never lowers what is completed', async () => {
    const { flowId, owner } = await started('changing');
    const added = must(await post(owner, flowId, 'region', { region: 'eu' }));
    expect(added.change).toEqual({ added: ['evidence'], dropped: [], by: 'region' });
    expect(added.progress).toMatchObject({ tasksCompleted: 1, tasksTotal: 2 });
    expect(must(await changeOf(owner, flowId, added.change ?? { added: [], dropped: [], by: null }))).toEqual({
      added: ['Residency evidence'],
      dropped: [],
      because: {
        question: 'Data region',
        answer: expect.objectContaining({ lines: ['European Union'] }) as unknown,
        isChoice: true,
      },
    });
    const dropped = must(await post(owner, flowId, 'region', { region: 'us' }));
    expect(dropped.change).toEqual({ added: [], dropped: ['evidence'], by: 'region' });
    expect(dropped.progress.tasksCompleted).toBe(1);
    expect(must(await post(owner, flowId, 'region', { region: 'us' })).change).toBeNull();
  });

  it('is believed only as far as it is true, whatever an address says', async () => {
    const { flowId, owner } = await started('forged');
    const forged = { added: ['evidence', 'no-such-task'], dropped: ['where'], by: 'proof' };
    expect(must(await changeOf(owner, flowId, forged))).toBeNull();
    must(await post(owner, flowId, 'region', { region: 'eu' }));
    expect(must(await changeOf(owner, flowId, { ...forged, by: 'no-such-field' }))).toEqual({
      added: ['Residency evidence'],
      dropped: [],
      because: null,
    });
    const stranger = await changeOf(world.safaOwner, flowId, forged);
    expect(stranger).toEqual(await changeOf(world.safaOwner, randomUUID(), forged));
    expect(codeOf(stranger)).toBe('not_found');
    const analyst = await world.northwind.member('analyst');
    expect(codeOf(await changeOf(analyst, flowId, forged))).toBe('forbidden');
  });
});

describe('a page of questions', () => {
  it('says why it is asked, in the reader’s language, and nothing where everybody is asked', async () => {
    const { flowId, owner } = await started('asked');
    must(await post(owner, flowId, 'region', { region: 'eu' }));
    expect((await viewOf(owner, flowId, 'region')).asked).toBeNull();
    expect((await viewOf(owner, flowId, 'evidence-step')).asked?.sentence).toMatch(/European Union.*Data region/);
    expect((await viewOf(owner, flowId, 'evidence-step', 'ar')).asked?.sentence).toMatch(/الاتحاد الأوروبي/);
  });

  it('shows the note of whoever gave it back until somebody continues', async () => {
    const { flowId, owner, colleague } = await started('noted');
    must(await post(owner, flowId, 'region', { region: 'us' }));
    const note = 'Is this still right?';
    must(
      await withTenant(world.northwindManager, (tx) =>
        reopenStep(tx, world.northwindManager, { flowId, stepId: 'region', note }),
      ),
    );
    expect((await viewOf(colleague, flowId, 'region')).reopening).toMatchObject({ note, side: 'partner' });
    expect((await list(owner, flowId)).returned).toMatchObject([{ stepId: 'region', note }]);
    must(await post(colleague, flowId, 'region', { region: 'us' }));
    expect((await viewOf(owner, flowId, 'region')).reopening).toBeNull();
    expect((await list(owner, flowId)).returned).toEqual([]);
  });

  it('fills in what the registry knows, with its source', async () => {
    const { flowId, owner } = await started('filled');
    const first = await startSampleFlow(database, world, definition, owner.tenantId);
    must(await post(owner, first, 'region', { region: 'us', code: 'filled_1' }));
    const code = (await viewOf(owner, flowId, 'region')).fields.find(({ id }) => id === 'code');
    expect(code).toMatchObject({ value: 'filled_1', base: null, prefilledFrom: { kind: 'registry' } });
  });
});

describe('an identifier that is taken @req G21', () => {
  it('is only that, with free ones, when another customer has it; one’s own is named', async () => {
    const [first, second] = [await started('holder'), await started('latecomer')];
    must(await post(first.owner, first.flowId, 'region', { region: 'us', code: 'wanted' }));
    const taken = await post(second.owner, second.flowId, 'region', { region: 'us', code: 'wanted' });
    expect(taken).toMatchObject({
      refusal: { code: 'identifier_taken', fields: { code: [{ code: 'field.identifier_taken_free' }] } },
    });
    expect(JSON.stringify(taken)).not.toMatch(/holder/);
    const again = await startSampleFlow(database, world, definition, first.owner.tenantId);
    expect(await post(first.owner, again, 'region', { region: 'us', code: 'different' })).toMatchObject({
      refusal: { fields: { code: [{ code: 'field.identifier_own', args: { own: '\u2066wanted\u2069' } }] } },
    });
    must(await post(first.owner, again, 'region', { region: 'us', code: 'wanted' }));
  });
});

describe('the home of a flow', () => {
  it('keeps a pile of what may come later, and does not wait for it', async () => {
    const { flowId, owner } = await started('piled');
    must(await post(owner, flowId, 'region', { region: 'us' }));
    const view = await list(owner, flowId);
    expect(view.later).toMatchObject([{ fieldId: 'billing', label: 'Billing reference', stepId: 'region' }]);
    expect(view.readyToSubmit).toBe(true);
    must(await post(owner, flowId, 'region', { region: 'us', billing: 'PO 7' }));
    expect((await list(owner, flowId)).later).toEqual([]);
  });

  it('tells what others did since one was here, each page once', async () => {
    const { flowId, owner, colleague } = await started('busy');
    await withTenant(owner, (tx) => visitFlow(tx, flowId));
    await database.sql(`update flow_visits set at = at - interval '2 hours' where flow_id = $1`, [flowId]);
    must(await post(colleague, flowId, 'region', { region: 'eu' }));
    must(await post(colleague, flowId, 'region', { region: 'us' }));
    const since = (await withTenant(owner, (tx) => visitFlow(tx, flowId)))?.before ?? null;
    const seen = async (actor: TestActor) =>
      must(await withTenant(actor, (tx) => getActivity(tx, actor, { flowId, locale: 'en', since })));
    const { entries, newCount } = await seen(owner);
    expect(entries.filter(({ what }) => what === 'answered')).toMatchObject([
      { person: colleague.displayName, mine: false, about: 'Where should the data be?' },
    ]);
    expect(newCount).toBe(entries.length);
    expect((await seen(colleague)).newCount).toBe(0);
    const stranger = await withTenant(world.safaOwner, (tx) =>
      getActivity(tx, world.safaOwner, { flowId, locale: 'en', since: null }),
    );
    expect(codeOf(stranger)).toBe('not_found');
  });

  it('has a tour in the reader’s language @req I52', async () => {
    const { flowId, owner } = await started('toured');
    const tour = must(await withTenant(owner, (tx) => getTutorial(tx, owner, { flowId, locale: 'ar' })));
    expect(tour.pages.map(({ title }) => title)).toEqual(['ما هذا', 'What you need']);
    expect((await list(owner, flowId)).header.hasTour).toBe(true);
    const stranger = await withTenant(world.safaOwner, (tx) =>
      getTutorial(tx, world.safaOwner, { flowId, locale: 'ar' }),
    );
    expect(codeOf(stranger)).toBe('not_found');
  });

  it('names whom a task was given to, as long as it is theirs', async () => {
    const { flowId, owner, colleague } = await started('assigned');
    const assign = (scope: string, scopeId: string, more: string) =>
      database.sql(
        `insert into assignments (tenant_id, id, flow_id, scope, scope_id, member_id${more === '' ? '' : `, ${more}`})
         values ($1, gen_random_uuid(), $2, $3, $4, $5${more === '' ? '' : `, now() - interval '1 hour'`})`,
        [owner.tenantId, flowId, scope, scopeId, colleague.memberId],
      );
    const seen = async (actor: TestActor) =>
      Object.fromEntries(must(await withTenant(actor, (tx) => getAssignees(tx, actor, { flowId }))));
    await assign('task', 'where', 'expires_at');
    expect(await seen(owner)).toEqual({});
    await database.sql('update assignments set revoked_at = now() where flow_id = $1', [flowId]);
    await assign('section', 'all', '');
    expect(await seen(owner)).toEqual({ where: [{ name: colleague.displayName, mine: false }] });
    expect(await seen(colleague)).toEqual({ where: [{ name: colleague.displayName, mine: true }] });
    await database.sql('update assignments set revoked_at = now() where flow_id = $1', [flowId]);
    expect(await seen(owner)).toEqual({});
    const stranger = await withTenant(world.safaOwner, (tx) => getAssignees(tx, world.safaOwner, { flowId }));
    expect(codeOf(stranger)).toBe('not_found');
  });
});
