import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withTenant } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { getCheckAnswers } from './get-check-answers';
import { getStepView } from './get-step-view';
import { saveItem } from './save-item';
import { codeOf, must, post, storedAnswers } from './testing-flow';
import { startWizardFlow, wizardAnswers } from './testing-wizard';
import { systemMeans } from '@/lib/platform/means';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
beforeEach(async () => {
  flowId = await startWizardFlow(world);
});
afterAll(() => database.close());

const view = async (stepId: string) =>
  must(await withTenant(world.acmeOwner, (tx) => getStepView(tx, world.acmeOwner, { flowId, stepId, locale: 'en' })));
const rows = async () => {
  const check = must(
    await withTenant(world.acmeOwner, (tx) => getCheckAnswers(tx, world.acmeOwner, { flowId, locale: 'en' })),
  );
  return new Map(
    check.sections.flatMap(({ tasks }) => tasks.flatMap((task) => task.rows)).map((row) => [row.fieldId, row]),
  );
};

describe('answers of the new kinds', () => {
  it('keeps them and shows them again as they were given @req L3 L4 L8 L11', async () => {
    must(await post(world.acmeOwner, flowId, 'place', wizardAnswers.place));
    const stored = await storedAnswers(database, flowId);
    expect(stored['zone']?.['value']).toBe('Europe/Berlin');
    expect(stored['tongue']?.['value']).toBe('de');
    expect(stored['start']?.['value']).toBe('2027-02-01');
    const { fields } = await view('place');
    expect(fields.find(({ id }) => id === 'office')?.value).toEqual({
      country: 'DE',
      lines: 'Unter den Linden 1',
      postalCode: '10117',
      locality: 'Berlin',
    });
    const shown = await rows();
    expect(shown.get('office')?.answer).toEqual({
      kind: 'text',
      lines: ['Unter den Linden 1', '10117 Berlin', 'Germany'],
    });
    expect(shown.get('money')?.answer).toEqual({ kind: 'text', lines: ['Euro'] });
    expect(shown.get('tongue')?.answer).toEqual({ kind: 'text', lines: ['German'] });
    expect(shown.get('zone')?.answer).toEqual({ kind: 'timeZone', value: 'Europe/Berlin' });
  });

  it('writes nothing when the same address is sent again, however its parts are ordered', async () => {
    must(await post(world.acmeOwner, flowId, 'place', wizardAnswers.place));
    const before = await storedAnswers(database, flowId);
    must(await post(world.acmeOwner, flowId, 'place', wizardAnswers.place));
    expect(await storedAnswers(database, flowId)).toEqual(before);
  });

  it('refuses an address that its country does not write so', async () => {
    const refused = await post(world.acmeOwner, flowId, 'place', { ...wizardAnswers.place, 'office-postalCode': '1' });
    expect(codeOf(refused)).toBe('invalid_input');
    expect(Object.keys((refused.ok ? {} : refused.refusal.fields) ?? {})).toEqual(['office']);
  });

  it('shows what an option brings with it, and what follows from it', async () => {
    must(await post(world.acmeOwner, flowId, 'where', wizardAnswers.where));
    expect((await storedAnswers(database, flowId))['isEuropean']).toBeUndefined();
    const shown = await rows();
    expect(shown.get('residency')?.consequences).toEqual(['Support answers in European hours.']);
    expect(shown.get('isEuropean')?.answer).toEqual({ kind: 'yes' });
    expect((await view('where')).fields[1]).toMatchObject({ derived: true, value: 'yes' });
  });
});

describe('what looks wrong without being impossible', () => {
  const odd = { ...wizardAnswers.place, phone: '+1 111 111 1111' };

  it('is asked once, and taken when it is sent again as it is @req I60 L7', async () => {
    const asked = await post(world.acmeOwner, flowId, 'place', odd);
    expect(codeOf(asked)).toBe('please_check');
    expect(asked.ok ? {} : asked.refusal.fields).toMatchObject({ phone: [{ code: 'field.phone_unusual' }] });
    expect(await storedAnswers(database, flowId)).toEqual({});
    must(await post(world.acmeOwner, flowId, 'place', odd, { sure: { phone: odd.phone } }));
    expect((await storedAnswers(database, flowId))['phone']?.['value']).toBe('+11111111111');
  });

  it('is asked again when it has become something else, and never on the way out', async () => {
    expect(codeOf(await post(world.acmeOwner, flowId, 'place', odd, { sure: { phone: '+1 222' } }))).toBe(
      'please_check',
    );
    expect(codeOf(await post(world.acmeOwner, flowId, 'place', odd, { intent: 'later' }))).toBe('ok');
  });

  it('refuses what cannot be a number at all', async () => {
    const impossible = { ...wizardAnswers.place, phone: '+1 2' };
    const sure = { sure: { phone: impossible.phone } };
    expect(codeOf(await post(world.acmeOwner, flowId, 'place', impossible, sure))).toBe('invalid_input');
  });
});

describe('answers that are due later', () => {
  const complete = async () => {
    must(await post(world.acmeOwner, flowId, 'place', wizardAnswers.place));
    const item = {
      flowId,
      stepId: 'people',
      listId: 'cashiers',
      itemId: systemMeans.newId(),
      base: null,
      locale: 'en',
    };
    must(await saveItem(world.acmeOwner, { ...item, values: { cashierName: 'Ada', cashierRole: 'a' } }));
    must(await post(world.acmeOwner, flowId, 'people', {}, { more: { cashiers: 'no' } }));
    must(await post(world.acmeOwner, flowId, 'where', wizardAnswers.where));
    return must(await post(world.acmeOwner, flowId, 'afterwards', wizardAnswers.afterwards));
  };

  it('hold nobody up, and are taken after submission, alone @req I61', async () => {
    expect((await complete()).next).toEqual({ kind: 'check' });
    await database.sql(`update onboarding_flows set status = 'submitted' where id = $1`, [flowId]);
    expect(await view('afterwards')).toMatchObject({ canAnswer: true, laterOnly: true, fields: [{ id: 'vatNumber' }] });
    must(await post(world.acmeOwner, flowId, 'afterwards', { nickname: 'Changed', vatNumber: 'DE123456789' }));
    const stored = await storedAnswers(database, flowId);
    expect([stored['nickname']?.['value'], stored['vatNumber']?.['value']]).toEqual(['Acme', 'DE123456789']);
    const [flow] = await database.sql('select status from onboarding_flows where id = $1', [flowId]);
    expect(flow).toEqual({ status: 'submitted' });
  });

  it('are refused where there is none, once the flow is taken back, and for another tenant', async () => {
    await complete();
    await database.sql(`update onboarding_flows set status = 'submitted' where id = $1`, [flowId]);
    expect(codeOf(await post(world.acmeOwner, flowId, 'where', { residency: 'us' }))).toBe('flow_locked');
    expect(codeOf(await post(world.safaOwner, flowId, 'afterwards', { vatNumber: 'x' }))).toBe('not_found');
    await database.sql(`update onboarding_flows set status = 'cancelled' where id = $1`, [flowId]);
    expect(codeOf(await post(world.acmeOwner, flowId, 'afterwards', { vatNumber: 'x' }))).toBe('flow_locked');
  });
});

describe('how long a page was open', () => {
  it('is kept with the save, half an hour at most', async () => {
    must(await post(world.acmeOwner, flowId, 'where', wizardAnswers.where, { seconds: 41.6 }));
    must(await post(world.acmeOwner, flowId, 'where', { residency: 'us' }, { seconds: 90_000 }));
    must(await post(world.acmeOwner, flowId, 'where', { residency: 'eu' }));
    const events = await database.sql<{ details: { seconds?: number } }>(
      `select details from events where flow_id = $1 and name = 'step.saved' order by at`,
      [flowId],
    );
    expect(events.map(({ details }) => details.seconds)).toEqual([42, 1800, undefined]);
  });
});
