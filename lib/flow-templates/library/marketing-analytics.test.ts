import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNamed } from '@/lib/connectors';
import { bigQueryPermissions, secretManagerPermissions } from '@/lib/connectors/google-cloud';
import { actionsOf, compileDefinition, conditionHolds, resolveReference, stepsOf } from '@/lib/flow-definition';
import { plan, planUndo, statusAfter } from '@/lib/provisioning';
import { marketingAnalytics } from '.';
import { factsOf, goThrough } from './testing-people';
import { codes, field, say } from './testing-rules';

describe('marketing-analytics', () => {
  const flow = marketingAnalytics;

  it.each(['customerIdentifier', 'customerName', 'industry'])(
    'asks for %s and takes no page without it @req G1 @req G2 @req G3',
    (id) => {
      expect(codes(flow, id, undefined)[0]).toMatch(/^field\.required/);
      const good = { customerIdentifier: 'birchfield_golf', customerName: 'Birchfield', industry: 'golf' }[id];
      expect(codes(flow, id, good)).toEqual([]);
    },
  );

  it('takes exactly the ids of the rule: small letters, digits and underscores @req G8', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 40 }), fc.stringMatching(/^[a-zA-Z0-9_-]{1,36}$/)), (text) => {
        const isGood = codes(flow, 'customerIdentifier', text).length === 0;
        expect(isGood, JSON.stringify(text)).toBe(/^[a-z][a-z0-9_]{2,31}$/.test(text.normalize('NFC').trim()));
      }),
      { numRuns: 400, seed: 8 },
    );
  });

  it.each(['topgolf', 'medcorp_a', 'acme_corp_2025'])('takes the id %s @req G12', (id) => {
    expect(codes(flow, 'customerIdentifier', id)).toEqual([]);
  });

  it('refuses each wrong id with words of its own @req G9 @req G13', () => {
    const said = ['TopGolf', '123acme', 'ab'].map((id) => codes(flow, 'customerIdentifier', id));
    expect(said.every((each) => each.length === 1)).toBe(true);
    expect(new Set(said.flat()).size).toBe(3);
    expect(said[1]).toEqual(['field.identifier_start_letter']);
  });

  it.each([
    [2, false],
    [3, true],
    [32, true],
    [33, false],
  ])('at a length of %i takes an id: %s @req G10', (length, isGood) => {
    expect(codes(flow, 'customerIdentifier', 'a'.repeat(length)).length === 0).toBe(isGood);
  });

  it('wants a project only where the owner has no common one @req G4', () => {
    expect(codes(flow, 'projectId', undefined)).toEqual(['field.required']);
    const common = factsOf(flow, { defaultProject: 'northwind-shared' });
    expect(codes(flow, 'projectId', undefined, {}, common)).toEqual([]);
    expect(codes(flow, 'projectId', 'fernhill-prod-471220', {}, common)).toEqual([]);
    expect(codes(flow, 'projectId', 'Fernhill Prod', {}, common)).toEqual(['field.pattern']);
  });

  const google = { adPlatforms: ['google_ads', 'meta'] };
  it.each([
    [[], true],
    [['123-456-7890'], true],
    [['123-456-7890', '987-654-3210'], true],
    [['1234567890'], false],
    [['123-4567-890'], false],
    [['123-456-7890', '123-456-789'], false],
    [['123-456-78901'], false],
  ])('takes the Google Ads ids %j: %s @req G5 @req G53', (ids, isGood) => {
    expect(codes(flow, 'googleAdsIds', ids, google)).toEqual(isGood ? [] : ['field.item_pattern']);
  });

  it.each([
    [[], true],
    [['act_12345678'], true],
    [['act_1', 'act_2'], true],
    [['12345678'], false],
    [['account_12345'], false],
    [['act_'], false],
    [['act_12a'], false],
  ])('takes the Meta ids %j: %s @req G6 @req G54', (ids, isGood) => {
    expect(codes(flow, 'metaAccountIds', ids, google)).toEqual(isGood ? [] : ['field.item_pattern']);
  });

  it('says for each kind of account what its ids look like', () => {
    const words = ['googleAdsIds', 'metaAccountIds'].map((id) => field(flow, id).field.invalid);
    expect(words[0]?.en).toContain('123-456-7890');
    expect(words[1]?.en).toContain('act_');
  });

  it.each([
    [[], true],
    [['enterprise', 'q1_2025'], true],
    [['Two words'], false],
    [Array.from({ length: 11 }, (_, index) => `tag${index}`), false],
  ])('takes the tags %j: %s @req G7', (tags, isGood) => {
    expect(codes(flow, 'tags', tags).length === 0).toBe(isGood);
  });

  it('knows six industries by stable values, each with a name, a description and examples @req G14', () => {
    const { options = [] } = field(flow, 'industry').field;
    expect(options.map(({ id }) => id)).toEqual(['golf', 'medical', 'restaurant', 'retail', 'ecommerce', 'other']);
    for (const { label, hint } of options) {
      for (const text of [label, hint]) expect(text).toMatchObject({ en: /./, ar: /\p{Script=Arabic}/u } as object);
      expect(hint?.en).toContain(':');
    }
    expect(codes(flow, 'industry', 'mining')).toEqual(['field.choice_unknown']);
  });

  it('asks somebody who is known already whether to update, to add or to close first @req G21', () => {
    const entry = (mode: string) =>
      goThrough(flow, say(flow, { entry: mode, closeConfirmation: 'birchfield_golf' })).pages;
    const steps = (mode: string) => entry(mode).map(({ id }) => id);
    expect(steps('new')).not.toContain('existing-entry');
    expect(steps('update')).toContain('existing-entry');
    expect(steps('update')).not.toContain('customer-id');
    expect(steps('other_id')).toEqual(expect.arrayContaining(['existing-entry', 'customer-id']));
    expect(steps('offboard_first')).toContain('close-earlier-entry');
  });

  it('closes an earlier entry only for somebody who types its id', () => {
    const answers = { entry: 'offboard_first', existingCustomerId: 'birchfield_golf', earlierData: 'keep' };
    expect(codes(flow, 'closeConfirmation', 'birchfield_golf', answers)).toEqual([]);
    expect(codes(flow, 'closeConfirmation', 'birchfield', answers)).toHaveLength(1);
  });
});

describe('the tokens of marketing analytics', () => {
  const flow = marketingAnalytics;
  const steps = stepsOf(flow).flatMap(({ step }) => (step.kind === 'credential' ? [step] : []));

  it('are two, each tried live, each to be left out, each to be replaced after 90 days @req G24 @req G25 @req G30', () => {
    expect(
      steps.map(({ credential, check, optional, rotateDays }) => [credential, check, optional, rotateDays]),
    ).toEqual([
      ['google_ads_refresh_token', 'google-ads.accessible-customers', true, 90],
      ['meta_access_token', 'meta.debug-token', true, 90],
    ]);
  });

  it('ask for the smallest scope there is @req G31', () => {
    expect(steps.map(({ scopes }) => scopes)).toEqual([['https://www.googleapis.com/auth/adwords'], ['ads_read']]);
  });

  it('are stored under the names of the customer @req G43', () => {
    const names = (counting: Readonly<Record<string, string>>) =>
      steps.map(({ storeName }) =>
        resolveReference(compileDefinition(flow), storeName, { answers: counting, customer: {}, flow: {}, today: '' }),
      );
    expect(names({ customerIdentifier: 'acme_corp' })).toEqual([
      { ok: true, value: 'growthnav-acme_corp-google_ads_refresh_token' },
      { ok: true, value: 'growthnav-acme_corp-meta_access_token' },
    ]);
    expect(names({ existingCustomerId: 'earlier_id' })[0]).toMatchObject({
      value: 'growthnav-earlier_id-google_ads_refresh_token',
    });
    const stored = actionsOf(flow).filter(({ action }) => action.uses === 'secret.store');
    expect(stored.map(({ action }) => action.with.name)).toEqual(steps.map(({ storeName }) => storeName));
  });

  it('are asked for only where the platform is used', () => {
    const asked = (adPlatforms: readonly string[]) =>
      steps
        .filter(({ when = 'true' }) =>
          conditionHolds(compileDefinition(flow), when, {
            ...{ answers: { adPlatforms }, customer: {}, flow: {}, today: '' },
          }),
        )
        .map(({ id }) => id);
    expect(asked(['google_ads'])).toEqual(['google-ads-token']);
    expect(asked(['meta'])).toEqual(['meta-token']);
    expect(asked([])).toEqual([]);
  });

  it('say in words of this template what is looked at @req G27 @req G28', () => {
    for (const { check, asks } of steps) expect(Object.keys(asks)).toEqual(checkNamed(check).asks);
  });

  it('name a remedy for each way in which they are refused', () => {
    for (const { remedies } of steps) {
      const codes = new Set(remedies.flatMap(({ on }) => on));
      for (const code of ['credential_refused', 'permission_denied', 'rate_limited', 'unreachable', 'not_connected'])
        expect(codes).toContain(code);
    }
  });
});

describe('the set-up of marketing analytics', () => {
  const flow = marketingAnalytics;
  const planned = (changed: Readonly<Record<string, unknown>> = {}) => {
    const { answers, facts } = goThrough(flow, say(flow, changed));
    const found = plan(compileDefinition(flow), answers, facts, []);
    if (!found.ok) throw new Error(JSON.stringify(found.problems));
    return found.plan.actions;
  };
  const undone = (failing: string) => {
    const actions = planned();
    const until = actions.findIndex(({ id }) => id === failing);
    const { steps, ends } = planUndo(actions.slice(0, until + 1), failing);
    return { ends, undo: steps.filter((step) => step.do === 'undo').map(({ actionId }) => actionId) };
  };

  it('looks at the rights before it touches anything @req G60', () => {
    const actions = planned();
    expect(actions[0]).toMatchObject({ id: 'preflight', uses: 'permissions.preflight', needs: [] });
    for (const { id, uses, needs } of actions.slice(1)) {
      if (uses === 'bigquery.dataset' || uses === 'registry.register') expect(needs, id).toContain('preflight');
    }
  });

  it('names the dataset by the customer @req G40', () => {
    expect(planned().find(({ id }) => id === 'createDataset')?.args.name).toBe('growthnav_fernhill_golf');
  });

  it('takes back by rule: nothing, the dataset, or keeps and holds @req G34 @req G35 @req G36', () => {
    expect(undone('createDataset')).toEqual({ ends: 'undone', undo: ['createDataset', 'preflight'] });
    expect(undone('register')).toMatchObject({ ends: 'undone' });
    expect(undone('register').undo).toContain('createDataset');
    const kept = undone('storeMetaToken');
    expect(kept.ends).toBe('held');
    for (const id of ['createDataset', 'createTables', 'register']) expect(kept.undo).not.toContain(id);
  });

  it('asks the register for exactly what was answered @req G22', () => {
    const { answers } = goThrough(flow, say(flow, {}));
    expect(planned().find(({ id }) => id === 'register')?.args).toEqual({
      id: answers.customerIdentifier,
      name: answers.customerName,
      industry: answers.industry,
      dataset: 'growthnav_fernhill_golf',
      project: answers.projectId,
      googleAdsIds: answers.googleAdsIds,
      metaAccountIds: answers.metaAccountIds,
      tags: answers.tags,
      update: false,
    });
  });

  it('makes no dataset for an update, and changes the entry instead @req G64', () => {
    const actions = planned({ entry: 'update', existingCustomerId: 'birchfield_golf' });
    expect(actions.map(({ uses }) => uses)).not.toContain('bigquery.dataset');
    expect(actions.find(({ id }) => id === 'register')?.args).toMatchObject({ id: 'birchfield_golf', update: true });
    expect(planned().find(({ id }) => id === 'register')?.args).toMatchObject({ update: false });
  });

  it('has nothing to do anywhere before everything is sent in @req G67', () => {
    const ids = stepsOf(flow).map(({ step }) => step.kind);
    const last = Math.max(ids.lastIndexOf('form'), ids.lastIndexOf('consent'), ids.lastIndexOf('credential'));
    expect(ids.indexOf('provision')).toBeGreaterThan(last);
  });
});

describe('what comes after the set-up', () => {
  const flow = marketingAnalytics;

  it('is looked at three times of its own accord, and four times by people @req G44 @req G45 @req G46 @req G47', () => {
    const [list] = stepsOf(flow).flatMap(({ step }) => (step.kind === 'verify' ? [step.checks] : []));
    const by = (kind: string) => (list ?? []).filter((item) => item.by === kind).map(({ id }) => id);
    expect(by('check')).toEqual(['registered-active', 'listed-in-industry', 'dataset-answers']);
    expect(by('person')).toEqual(['dataset-visible', 'table-schema', 'credentials-accessible', 'usable-in-reporting']);
  });

  it('leads from active to inactive by leaving and in no other way @req G50', () => {
    const known = ['registered', 'onboarding', 'configured', 'active', 'inactive'];
    const facts = ['started', 'submitted', 'provisioned', 'offboarded'];
    const allowed = new Set(['registered>onboarding', 'onboarding>configured', 'configured>active', 'active>inactive']);
    const moves = flow.lifecycle.map(({ from, to }) => `${from}>${to}`);
    expect(new Set(moves)).toEqual(allowed);
    // Every order in which the facts can come about, each held from then on.
    const orders = facts.flatMap((a) => facts.flatMap((b) => facts.map((c) => [a, b, c])));
    for (const order of orders) {
      let status = 'registered';
      const holding = new Set<string>();
      for (const fact of order) {
        holding.add(fact);
        const next = statusAfter(flow, status, holding);
        expect(known).toContain(next);
        expect(known.indexOf(next)).toBeGreaterThanOrEqual(known.indexOf(status));
        if (next === 'active') expect(holding.has('provisioned')).toBe(true);
        if (next === 'inactive') expect(holding.has('offboarded')).toBe(true);
        status = next;
      }
    }
    expect(statusAfter(flow, 'inactive', facts)).toBe('inactive');
  });

  it('ends with the data kept or deleted, with the credentials deleted either way @req G48 @req G49 @req G65', () => {
    const [keep, remove] = flow.offboarding ?? [];
    expect(keep).toMatchObject({ id: 'keep-data', destructive: false, ends: 'inactive' });
    expect(keep?.keeps).toEqual(expect.arrayContaining(['bigquery_dataset', 'bigquery_table']));
    expect(remove).toMatchObject({ id: 'delete-data', destructive: true, ends: 'inactive' });
    expect(remove?.keeps).not.toContain('bigquery_dataset');
    expect(remove?.phrase).toContain('customerIdentifier');
    for (const option of flow.offboarding ?? []) expect(option.keeps).not.toContain('secret');
  });

  it('explains each of the three failures with looks and remedies in order @req G51 @req G52 @req G55', () => {
    const found = (code: string) => flow.diagnostics?.find(({ on }) => on.includes(code));
    expect(found('dataset_exists')?.remedies).toHaveLength(3);
    expect(found('permission_denied')?.probes.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['role', 'project', 'quota']),
    );
    expect(found('registry_missing')?.probes.map(({ id }) => id)).toEqual(['table', 'write-access', 'data']);
    for (const { remedies } of flow.diagnostics ?? []) expect(remedies.length).toBeGreaterThanOrEqual(3);
  });

  it('links to what is to be read next @req G63', () => {
    expect(flow.related?.map(({ title }) => title.en?.split(':')[0])).toEqual([
      'Analytics reporting',
      'BigQuery best practices',
    ]);
    for (const { href } of flow.related ?? []) expect(href).toMatch(/^https:\/\//);
  });

  it('gives a script that grants exactly what the pre-flight looks at, or the documented roles @req G56 @req G59', () => {
    const script = flow.commands?.find(({ id }) => id === 'service-account');
    const text = (id: string) => script?.variants.find((variant) => variant.id === id)?.text ?? '';
    for (const permission of [...bigQueryPermissions, ...secretManagerPermissions]) {
      expect(text('least')).toContain(permission);
    }
    expect(text('least')).not.toContain('roles/bigquery.admin');
    for (const role of ['roles/bigquery.admin', 'roles/secretmanager.admin', 'roles/bigquery.dataEditor']) {
      expect(text('predefined')).toContain(role);
    }
    expect(text('least')).toMatch(/^PROJECT_ID=\$\{/);
    expect(text('least')).toContain('gcloud iam service-accounts create');
  });
});
