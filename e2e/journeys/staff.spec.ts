import { Secret, TOTP } from 'otpauth';
import { customers, partners } from '../support/cast';
import { forgetLimits, stored, warehouse } from '../support/instance';
import { named, press, until, type Traveller } from '../support/journey';
import { mailWithLink } from '../support/mailbox';
import { pointing } from '../support/hands';
import { read } from '../support/reading';
import { expect, test, type Page } from '../support/test';
import { seen, words } from '../support/words';
import { world } from '../support/world';

const t = words('en');
const stamp = Date.now().toString(36);

test.beforeEach(forgetLimits);

test('a success manager finds a customer, reads its answers, its set-up and what happened, and takes everything back', async ({
  device,
}) => {
  const { flowId } = world().customers.takenBack;
  const { name } = customers.takenBack;
  await expect.poll(() => statusOf(flowId), { timeout: 60_000 }).toBe('done');
  const page = await device({ session: world().staff.haldenManager.session });
  await page.goto('/en/portfolio');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('staff.portfolio.title'));
  await page.getByLabel(t('staff.portfolio.search')).fill('Lark');
  await press(hands(page), t('staff.portfolio.show'));
  await expect(page.getByRole('row').filter({ hasText: 'Juniper' })).toHaveCount(0);
  const row = page.getByRole('row').filter({ hasText: name }).first();
  await expect(row).toContainText(t('staff.flowStatus.done'));
  await page.goto(`/en/portfolio/${flowId}`);
  const main = page.getByRole('main');
  await expect(main).toContainText('Borealis Freight Ltd');
  await expect(main).not.toContainText('canary-credential');
  await expect(main).toContainText(t('staff.timeline.name.run.done'));
  await expect(main).toContainText(t('staff.timeline.name.flow.submitted'));
  const dataset = await datasetOf(flowId);
  await expect(main).toContainText(dataset);
  await page.getByRole('link', { name: t('provisioning.run.undo') }).click();
  await until(page, 'the question before undoing', ({ heading }) => heading === t('staff.undo.title'));
  await press(hands(page), t('provisioning.run.undoConfirm'));
  await expect(page.getByRole('alert').filter({ hasText: t('form.problem') })).toBeVisible();
  await page.getByRole('textbox').first().fill(name);
  await press(hands(page), t('provisioning.run.undoConfirm'));
  await expect.poll(() => runOf(flowId), { timeout: 60_000 }).toBe('undone');
  const left = await warehouse(
    world().partners.halden,
    'select 1 from information_schema.schemata where schema_name = $1',
    [dataset],
  );
  expect(left).toEqual([]);
});

test('an analyst’s funnel counts what is there', async ({ device }) => {
  const { halden } = world().partners;
  const page = await device({ session: world().staff.haldenManager.session });
  await expect
    .poll(
      async () => {
        await page.goto('/en/funnel?template=data-pipeline');
        const stage = page.getByRole('rowheader', { name: t('staff.funnel.stage.invited'), exact: true });
        const row = page.getByRole('row').filter({ has: stage });
        return Number((await row.getByRole('cell').first().innerText()).replace(/\D/g, ''));
      },
      { timeout: 60_000 },
    )
    .toBe(await invitedBelow(halden));
});

test('a partner’s administrator adds a customer, who gets a mail in the partner’s name and begins', async ({
  device,
}) => {
  const page = await device({ session: world().staff.haldenAdmin.session });
  await page.goto('/en/customers/new');
  await press(hands(page), t('staff.newCustomer.submit'));
  await expect(page.getByRole('alert').filter({ hasText: t('form.problem') })).toBeVisible();
  const customer = `Kestrel Dairy ${stamp}`;
  const email = `kestrel.${stamp}@people.example`;
  await answerForm(page, {
    [t('staff.newCustomer.name')]: customer,
    [t('staff.newCustomer.timeZone')]: null,
    [t('staff.newCustomer.template')]: 'Data pipeline onboarding',
    [t('staff.newCustomer.identifier')]: null,
    [t('staff.person.name')]: 'Kim Larsen',
    [t('staff.person.email')]: email,
    [t('staff.person.locale')]: null,
  });
  await press(hands(page), t('staff.newCustomer.submit'));
  await expect(page.getByRole('main')).toContainText(t('staff.done.created'));
  const mail = await mailWithLink(email, /\/i\/[\w-]{20,}$/);
  expect(seen(mail.subject)).toContain(customer);
  expect(seen(mail.text)).toContain(partners.halden.name);
  const guest = await device();
  await guest.goto(mail.link);
  await until(
    guest,
    'the invitation',
    ({ heading }) => heading.includes(customer) && heading.includes(partners.halden.name),
  );
  await press(hands(guest), t('auth.invitation.submit'));
  await until(guest, 'the task list', ({ heading }) => heading === t('tasks.title', { customer }));
  const action = await guest
    .getByRole('link', { name: t('tasks.next.start'), exact: true })
    .evaluate((element) => getComputedStyle(element).backgroundColor);
  const house = await device();
  await house.goto('/en/sign-in');
  const other = await house
    .getByRole('button', { name: t('auth.signIn.submit') })
    .evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(action, 'the partner’s colour, not the house’s').not.toBe(other);
});

test('a platform administrator adds a partner, whose administrator signs in by mail', async ({ device }) => {
  const page = await device({ session: world().staff.platformAdmin.session });
  await page.goto('/en/partners/new');
  const name = `Lumen ${stamp}`;
  const email = `lumen.${stamp}@people.example`;
  await answerForm(page, {
    [t('partner.newPartner.name')]: name,
    [t('partner.newPartner.slug')]: `lumen-${stamp}`,
    [t('staff.newCustomer.timeZone')]: null,
    [t('partner.brand.mark')]: 'L',
    [t('partner.brand.colour')]: '#aa3322',
    [t('staff.person.name')]: 'Lina Moreau',
    [t('staff.person.email')]: email,
    [t('staff.person.locale')]: null,
  });
  await press(hands(page), t('partner.newPartner.submit'));
  await expect(page.getByRole('main')).toContainText(t('partner.partners.created'));
  await expect(page.getByRole('main')).toContainText(name);
  const mail = await mailWithLink(email, /\/sign-in\//);
  const guest = await device();
  await guest.goto(mail.link);
  await press(hands(guest), t('auth.link.submit'));
  await setUpCodes(guest);
  await guest.goto('/en/portfolio');
  await until(guest, 'the portfolio', ({ heading }) => heading === t('staff.portfolio.title'));
  await expect(guest.getByRole('main')).toContainText(t('staff.portfolio.empty'));
});

const hands = (page: Page): Traveller => ({ page, hands: pointing(page), t, persona: { answers: {}, stored: {} } });

/** Whoever looks after customers needs a second factor before anything else. */
async function setUpCodes(page: Page): Promise<void> {
  await page.getByRole('link', { name: t('auth.security.codesSetUp') }).click();
  const secret = (await page.locator('code').first().innerText()).replace(/\s/g, '');
  await page.getByLabel(t('auth.codes.code')).fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
  await page.getByRole('button', { name: t('auth.codes.submit') }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText(t('auth.codes.onceTitle'));
}

/** Fills a form by its labels; null leaves what is chosen beforehand. */
async function answerForm(page: Page, answers: Readonly<Record<string, string | null>>): Promise<void> {
  const { questions } = await read(page);
  for (const { name, controls, kind } of questions) {
    const said = answers[name.replace(t('form.optional'), '').trim()];
    if (said === null || (kind === 'one' && said === undefined)) continue;
    if (said === undefined) throw new Error(`Nobody knows what to answer to “${name}”`);
    const [control] = controls;
    if (!control) continue;
    if (kind === 'one') await pointing(page).pick(named(controls, said));
    else if (kind === 'select') await pointing(page).select(control, said);
    else await pointing(page).type(control, said);
  }
}

const statusOf = async (flowId: string): Promise<string | undefined> =>
  (await stored<{ status: string }>('select status from onboarding_flows where id = $1', [flowId]))[0]?.status;
const runOf = async (flowId: string): Promise<string | undefined> =>
  (
    await stored<{ status: string }>(
      'select status from provisioning_runs where flow_id = $1 order by id desc limit 1',
      [flowId],
    )
  )[0]?.status;
const datasetOf = async (flowId: string): Promise<string> =>
  (
    await stored<{ name: string }>("select name from inventory_items where flow_id = $1 and kind = 'dataset'", [flowId])
  )[0]?.name ?? '';
const invitedBelow = async (partner: string): Promise<number> =>
  Number(
    (
      await stored<{ count: string }>(
        `select count(*) from onboarding_flows f join tenant_closure c on c.descendant_id = f.tenant_id
           join onboarding_templates t on t.id = f.template_id where c.ancestor_id = $1 and t.key = 'data-pipeline'`,
        [partner],
      )
    )[0]?.count,
  );
