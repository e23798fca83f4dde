import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { withTenant } from '@/lib/tenancy';
import { getStepView } from './get-step-view';
import { answerAll, basesOf, codeOf, must, post, startTestFlow, storedAnswers } from './testing-flow';

let database: TestDatabase;
let world: TestWorld;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const names = { organisationName: 'Acme Inc', country: 'DE', website: '' };

describe('saveStep', () => {
  it('stores answers, audit and events together and says where to go on @req I93', async () => {
    const flowId = await startTestFlow(world);
    const saved = must(await post(world.acmeOwner, flowId, 'organisation-name', names));
    expect(saved).toMatchObject({ revision: 1, next: { kind: 'tasks' }, progress: { tasksCompleted: 1 } });
    const [step] = await database.sql(
      'select step_name, section_id, status, revision, continued_at is not null as continued, updated_by from onboarding_steps where flow_id = $1',
      [flowId],
    );
    expect(step).toEqual({
      step_name: 'organisation-name',
      section_id: 'organisation',
      status: 'completed',
      revision: 1,
      continued: true,
      updated_by: world.acmeOwner.userId,
    });
    const events = await database.sql<{ name: string }>('select name from events where flow_id = $1 order by at', [
      flowId,
    ]);
    expect(events.map(({ name }) => name)).toEqual(['flow.invited', 'flow.started', 'step.saved']);
    const audit = await database.sql<{ details: object }>(
      `select details from audit_logs where tenant_id = $1 and action = 'step.saved'`,
      [world.acme.id],
    );
    expect(audit).toHaveLength(1);
    expect(JSON.stringify(audit)).not.toContain('Acme Inc');
    const [flow] = await database.sql('select status, revision from onboarding_flows where id = $1', [flowId]);
    expect(flow).toEqual({ status: 'in_progress', revision: 1 });
    const [customer] = await database.sql('select status from customers where tenant_id = $1', [world.acme.id]);
    expect(customer).toEqual({ status: 'onboarding' });
  });

  it('refuses bad answers per field and stores nothing', async () => {
    const flowId = await startTestFlow(world);
    const refused = await post(world.acmeOwner, flowId, 'organisation-name', {
      organisationName: '',
      country: 'XX',
      website: '',
    });
    expect(codeOf(refused)).toBe('invalid_input');
    expect(!refused.ok && Object.keys(refused.refusal.fields ?? {}).sort()).toEqual(['country', 'organisationName']);
    expect(await storedAnswers(database, flowId)).toEqual({});
  });

  it('keeps what is there when the person leaves for later, and completes nothing by it', async () => {
    const flowId = await startTestFlow(world);
    const saved = must(
      await post(world.acmeOwner, flowId, 'organisation-name', { ...names, country: '' }, { intent: 'later' }),
    );
    expect(saved.next).toEqual({ kind: 'tasks' });
    expect(Object.keys(await storedAnswers(database, flowId))).toEqual(['organisationName']);
    const [step] = await database.sql('select status, continued_at from onboarding_steps where flow_id = $1', [flowId]);
    expect(step).toEqual({ status: 'in_progress', continued_at: null });
    const wrong = await post(
      world.acmeOwner,
      flowId,
      'organisation-name',
      { ...names, country: 'XX' },
      { intent: 'later' },
    );
    expect(codeOf(wrong)).toBe('invalid_input');
  });

  it('seals a secret for its row and never stores or shows its text', async () => {
    const flowId = await startTestFlow(world);
    must(await post(world.acmeOwner, flowId, 'organisation-name', names));
    const secret = 'correct-horse-battery-staple';
    const answers = {
      hasExistingCredential: 'yes',
      existingCredential: secret,
      _shown: ['hasExistingCredential', 'existingCredential'],
    };
    must(await post(world.acmeOwner, flowId, 'existing-credential', answers));
    const stored = (await storedAnswers(database, flowId))['existingCredential'];
    expect(stored).toMatchObject({ sealed: expect.stringMatching(/^s1\./), hash: expect.any(String) });
    const everything = await database.sql(
      'select to_jsonb(s) as row from onboarding_steps s union all select to_jsonb(a) from audit_logs a',
    );
    expect(JSON.stringify(everything)).not.toContain(secret);
    const view = await withTenant(world.acmeOwner, (tx) =>
      getStepView(tx, world.acmeOwner, { flowId, stepId: 'existing-credential', locale: 'en' }),
    );
    expect(JSON.stringify(must(view))).not.toMatch(/correct-horse|s1\./);
    expect(must(view).fields[1]).toMatchObject({
      id: 'existingCredential',
      sealedAt: expect.any(String),
      value: undefined,
    });
  });

  it('refuses a step that is not on the path and says where to go', async () => {
    const flowId = await startTestFlow(world);
    const refused = await post(world.acmeOwner, flowId, 'existing-credential', { hasExistingCredential: 'no' });
    expect(refused).toMatchObject({
      ok: false,
      refusal: { code: 'step_not_on_path', detail: { stepId: 'organisation-name' } },
    });
    expect(codeOf(await post(world.acmeOwner, flowId, 'no-such-step', {}))).toBe('step_not_on_path');
  });

  it('shows questions that the answers brought up instead of losing them', async () => {
    const flowId = await startTestFlow(world);
    const asked = { separateBillingContact: 'yes', _shown: ['separateBillingContact'] };
    const refused = await post(world.acmeOwner, flowId, 'billing-contact', asked);
    expect(refused).toMatchObject({
      ok: false,
      refusal: { detail: { revealed: ['billingContactName', 'billingContactEmail'] } },
    });
  });

  describe('when two people edit the same page', () => {
    it('merges different fields', async () => {
      const flowId = await startTestFlow(world);
      must(await post(world.acmeOwner, flowId, 'organisation-name', names));
      const bases = await basesOf(world.acmeOwner, flowId, 'organisation-name');
      must(
        await post(world.acmeOwner, flowId, 'organisation-name', { ...names, organisationName: 'Acme Ltd' }, { bases }),
      );
      must(await post(world.acmeContributor, flowId, 'organisation-name', { ...names, country: 'FR' }, { bases }));
      expect(await storedAnswers(database, flowId)).toMatchObject({
        organisationName: { value: 'Acme Ltd', by: world.acmeOwner.userId },
        country: { value: 'FR', by: world.acmeContributor.userId },
      });
    });

    it('asks about the same field with another value, writes nothing, and lets either side win', async () => {
      const flowId = await startTestFlow(world);
      must(await post(world.acmeOwner, flowId, 'organisation-name', names));
      const bases = await basesOf(world.acmeOwner, flowId, 'organisation-name');
      must(
        await post(world.acmeOwner, flowId, 'organisation-name', { ...names, organisationName: 'Acme Ltd' }, { bases }),
      );
      const mine = { ...names, organisationName: 'Acme GmbH', country: 'AT' };
      const refused = await post(world.acmeContributor, flowId, 'organisation-name', mine, { bases });
      expect(refused).toMatchObject({
        ok: false,
        refusal: {
          code: 'conflict',
          detail: {
            conflicts: [
              {
                fieldId: 'organisationName',
                label: 'Legal name',
                stored: { kind: 'text', lines: ['Acme Ltd'] },
                by: 'owner of acme',
              },
            ],
          },
        },
      });
      expect(await storedAnswers(database, flowId)).toMatchObject({ country: { value: 'DE' } });

      const theirs = await post(world.acmeContributor, flowId, 'organisation-name', mine, {
        bases,
        keepStored: ['organisationName'],
      });
      expect(codeOf(theirs)).toBe('ok');
      expect(await storedAnswers(database, flowId)).toMatchObject({
        organisationName: { value: 'Acme Ltd' },
        country: { value: 'AT' },
      });

      const newest = await basesOf(world.acmeOwner, flowId, 'organisation-name');
      must(await post(world.acmeContributor, flowId, 'organisation-name', mine, { bases: newest }));
      expect(await storedAnswers(database, flowId)).toMatchObject({ organisationName: { value: 'Acme GmbH' } });
    });

    it('is no conflict when both wrote the same', async () => {
      const flowId = await startTestFlow(world);
      const bases = {};
      must(await post(world.acmeOwner, flowId, 'organisation-name', names, { bases }));
      expect(codeOf(await post(world.acmeContributor, flowId, 'organisation-name', names, { bases }))).toBe('ok');
    });

    it('keeps every field of many saves at the same moment', async () => {
      const flowId = await startTestFlow(world);
      const steps = [
        ['organisation-name', names],
        ['technical-contact', { technicalContactName: 'Grace', technicalContactEmail: 'grace@acme.example' }],
        ['data-region', { region: 'eu' }],
      ] as const;
      const outcomes = await Promise.all(
        [...steps, ...steps].map(([stepId, values]) => post(world.acmeOwner, flowId, stepId, values, { bases: {} })),
      );
      expect(outcomes.map(codeOf)).toEqual(Array(6).fill('ok'));
      expect(Object.keys(await storedAnswers(database, flowId)).sort()).toEqual(
        ['country', 'organisationName', 'region', 'technicalContactEmail', 'technicalContactName'].sort(),
      );
    });
  });

  it('refuses an identifier that another customer of the same owner has @req C4', async () => {
    const acmeFlow = await startTestFlow(world);
    const borealisFlow = await startTestFlow(world, world.borealis.id);
    const [first, second] = await Promise.all([
      post(world.acmeOwner, acmeFlow, 'tenant-id', { tenantIdentifier: 'raced_id' }),
      post(world.borealisOwner, borealisFlow, 'tenant-id', { tenantIdentifier: 'raced_id' }),
    ]);
    expect([codeOf(first), codeOf(second)].sort()).toEqual(['identifier_taken', 'ok']);
    const loser = first.ok ? second : first;
    expect(!loser.ok && loser.refusal.fields).toMatchObject({ tenantIdentifier: [{ args: { value: 'raced_id' } }] });
    const loserFlow = first.ok ? borealisFlow : acmeFlow;
    expect(await storedAnswers(database, loserFlow)).toEqual({});
    const loserActor = first.ok ? world.borealisOwner : world.acmeOwner;
    expect(codeOf(await post(loserActor, loserFlow, 'tenant-id', { tenantIdentifier: 'another_id' }))).toBe('ok');
  });

  it('counts a section as completed once, with its id', async () => {
    const customer = await world.customer(world.northwind, 'sections');
    const owner = await customer.member('owner');
    const flowId = await startTestFlow(world, customer.id);
    await answerAll(owner, flowId, 'sections_id');
    must(await post(owner, flowId, 'data-region', { region: 'us' }));
    const events = await database.sql<{ id: string }>(
      `select details ->> 'sectionId' as id from events where flow_id = $1 and name = 'section.completed' order by at`,
      [flowId],
    );
    expect(events.map(({ id }) => id)).toEqual(['organisation', 'pipelines', 'access']);
  });

  describe('refuses outsiders', () => {
    it.each([
      ['a customer of another partner', () => world.safaOwner],
      ['another customer of the same partner', () => world.borealisOwner],
    ])('%s, exactly as if the flow did not exist', async (_who, actor) => {
      const flowId = await startTestFlow(world);
      const foreign = await post(actor(), flowId, 'organisation-name', names, { bases: {} });
      const missing = await post(actor(), '00000000-0000-7000-8000-000000000000', 'organisation-name', names, {
        bases: {},
      });
      expect(foreign).toEqual(missing);
      expect(codeOf(foreign)).toBe('not_found');
      expect(await storedAnswers(database, flowId)).toEqual({});
    });

    it('people who only look, and staff', async () => {
      const flowId = await startTestFlow(world);
      const viewer = await world.acme.member('viewer');
      for (const actor of [viewer, world.northwindManager, world.northwindAdmin]) {
        expect(codeOf(await post(actor, flowId, 'organisation-name', names))).toBe('forbidden');
      }
    });
  });
});
