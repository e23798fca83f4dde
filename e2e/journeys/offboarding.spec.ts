import { pointing } from '../support/hands';
import { emailOf, partners } from '../support/cast';
import { forgetLimits, stored, warehouse } from '../support/instance';
import { press, until, type Traveller } from '../support/journey';
import { mailWithLink } from '../support/mailbox';
import { expect, test, type Locator, type Page } from '../support/test';
import { seen, words } from '../support/words';
import { world } from '../support/world';

const t = words('en');
const hands = (page: Page): Traveller => ({ page, hands: pointing(page), t, persona: { answers: {}, stored: {} } });

test.beforeEach(forgetLimits);

test('an owner asks for the service to end, staff agree, and the data is gone for everybody to see @req G49 @req G50', async ({
  device,
}) => {
  test.setTimeout(240_000);
  const { flowId, tenantId, session } = world().customers.leaving;
  await expect.poll(() => flowStatus(flowId), { timeout: 90_000 }).toBe('done');
  const identifier = await identifierOf(tenantId);

  const owner = await device({ session });
  await owner.goto(`/en/flows/${flowId}/status`);
  await owner.getByRole('link', { name: t('offboarding.customer.link'), exact: true }).click();
  await until(owner, 'the ways of leaving', ({ heading }) => heading === t('offboarding.title'));
  await owner.getByRole('link', { name: /delete the data/i }).click();
  await until(owner, 'the words to type', ({ heading }) => /delete the data/i.test(heading));
  const [phrase, reason] = [owner.getByRole('textbox').nth(0), owner.getByRole('textbox').nth(1)];
  await phrase.fill('something else');
  await reason.fill('We have moved');
  await press(hands(owner), t('offboarding.confirm.ask'));
  await expect(owner.getByRole('alert').filter({ hasText: t('form.problem') })).toBeVisible();
  await phrase.fill(identifier);
  await press(hands(owner), t('offboarding.confirm.ask'));
  await until(owner, 'the status', ({ heading }) => heading === t('status.title.done'));
  expect(await schemaOf(identifier), 'nothing has happened yet').toHaveLength(1);

  const { link } = await mailWithLink(emailOf('haldenAdmin'), new RegExp(`/en/portfolio/${flowId}/offboard$`));
  const staff = await device({ session: world().staff.haldenManager.session });
  await staff.goto(new URL(link).pathname);
  await expect(staff.getByRole('main')).toContainText('We have moved');
  await expect(staff.getByRole('main')).toContainText(identifier);

  await makeMore(flowId, 'made_since_then');
  await press(hands(staff), t('offboarding.decide.approve'));
  await expect(staff.getByRole('alert').filter({ hasText: t('errors.offboarding_changed.title') })).toBeVisible();
  await expect(staff.getByRole('main')).toContainText('made_since_then');
  expect(await customerStatus(tenantId), 'nothing has begun').not.toBe('offboarding');
  await press(hands(staff), t('offboarding.decide.approve'));
  await expect(staff.getByRole('status').first()).toContainText(t('offboarding.word.running'));
  await expect.poll(() => customerStatus(tenantId), { timeout: 90_000 }).toBe('inactive');
  expect(await schemaOf(identifier)).toEqual([]);
  await expect(staff.getByRole('heading', { name: t('offboarding.done.title') })).toBeVisible({ timeout: 30_000 });

  await mailWithLink(emailOf('leaving'), new RegExp(`/en/flows/${flowId}/status$`));

  await owner.goto(`/en/flows/${flowId}/done`);
  await until(owner, 'the end', ({ heading }) => heading === t('status.title.left'));
  await owner.goto(`/en/flows/${flowId}/check`);
  await expect(owner.getByRole('main')).toContainText(identifier);
});

test('without JavaScript: a wish that was not typed right keeps its reason, one that is declined changes nothing, and one that is agreed to ends the service @req G49', async ({
  device,
}) => {
  const { flowId, tenantId, session } = world().customers.leavingPlain;
  await expect.poll(() => flowStatus(flowId), { timeout: 90_000 }).toBe('done');
  const identifier = await identifierOf(tenantId);
  const owner = await device({ session, javaScript: false });
  const staff = await device({ session: world().staff.haldenManager.session, javaScript: false });
  const partner = partners.halden.name;
  const [asked, decided] = [owner.getByRole('main'), staff.getByRole('main')];

  await owner.goto(`/en/flows/${flowId}/leave`);
  await owner.getByRole('link', { name: /delete the data/i }).click();
  const phrase = owner.getByLabel(t('offboarding.confirm.phrase', { phrase: identifier }));
  const reason = owner.getByLabel(t('offboarding.confirm.reason'));
  const ask = owner.getByRole('button', { name: t('offboarding.confirm.ask') });
  await phrase.fill('something else');
  await reason.fill('We have moved');
  await ask.click();
  const wrong = asked.getByRole('alert').filter({ hasText: t('form.problem') });
  await expect(wrong).toBeFocused();
  await says(wrong, t('field.confirmation_mismatch', { phrase: identifier }));
  await expect(owner).toHaveTitle(new RegExp(`^${t('form.errorTitle', { title: '' }).trim()}`));
  await expect(phrase).toHaveValue('something else');
  await expect(reason).toHaveValue('We have moved');
  await phrase.fill(identifier);
  await ask.click();
  await says(asked, t('offboarding.customer.requested', { partner }));

  await staff.goto(`/en/portfolio/${flowId}/offboard`);
  await expect(decided).toContainText('We have moved');
  await decided.getByLabel(t('offboarding.decide.note')).last().fill('Let us talk first');
  await decided.getByRole('button', { name: t('offboarding.decide.decline') }).click();
  await expect(decided.getByRole('status').first()).toContainText(t('offboarding.word.declined'));
  await expect(decided).toContainText('Let us talk first');
  await owner.reload();
  await says(asked, t('offboarding.customer.declined', { partner }));
  expect(await schemaOf(identifier), 'nothing has happened').toHaveLength(1);

  await owner.goto(`/en/flows/${flowId}/leave/delete-data`);
  await phrase.fill(identifier);
  await reason.fill('We have talked');
  await ask.click();
  await says(asked, t('offboarding.customer.requested', { partner }));
  await staff.goto(`/en/portfolio/${flowId}/offboard`);
  await expect(decided).toContainText('We have talked');
  await decided.getByRole('button', { name: t('offboarding.decide.approve') }).click();
  await expect(decided.getByRole('status').first()).toContainText(t('offboarding.word.running'));
  await expect.poll(() => customerStatus(tenantId), { timeout: 90_000 }).toBe('inactive');
  expect(await schemaOf(identifier)).toEqual([]);
  await lookAgain(staff, t('offboarding.done.title'));
  await lookAgain(owner, t('status.title.left'));
});

/** Loads the page anew, as people without scripts do, until it has this heading. */
const lookAgain = (page: Page, name: string): Promise<void> =>
  expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });

/** Waits until a part of the page has these words, however names in them are kept apart. */
const says = (part: Locator, text: string): Promise<void> =>
  expect.poll(async () => seen(await part.innerText())).toContain(seen(text));

/** One more thing that the set-up has made, as far as the inventory knows. */
const makeMore = (flowId: string, name: string) =>
  stored(
    `insert into inventory_items (tenant_id, id, flow_id, run_id, action_id, kind, name)
     select tenant_id, gen_random_uuid(), flow_id, run_id, action_id, kind, $2 from inventory_items
     where flow_id = $1 and kind = 'table' limit 1`,
    [flowId, name],
  );
const flowStatus = async (flowId: string) =>
  (await stored<{ status: string }>('select status from onboarding_flows where id = $1', [flowId]))[0]?.status;
const customerStatus = async (tenantId: string) =>
  (await stored<{ status: string }>('select status from customers where tenant_id = $1', [tenantId]))[0]?.status;
const identifierOf = async (tenantId: string): Promise<string> => {
  const [row] = await stored<{ value: string }>('select value from customer_identifiers where tenant_id = $1', [
    tenantId,
  ]);
  return row?.value ?? '';
};
const schemaOf = (name: string) =>
  warehouse(world().partners.halden, 'select 1 from information_schema.schemata where schema_name = $1', [name]);
