import { customers, emailOf } from '../support/cast';
import { forgetLimits, stored } from '../support/instance';
import { mailsTo, mailWithLink } from '../support/mailbox';
import { expect, test, type Page } from '../support/test';
import { seen, words } from '../support/words';
import { world } from '../support/world';

const t = words('en');
const task = 'People we work with';
const given = 'technical-contact';
const kept = 'tenant-id';
const hookTask = 'Your administrator enters the webhook';

test.beforeEach(forgetLimits);

test('an owner delegates one task by mail, the delegate sees that and nothing else, and is told when it is taken back in the middle of a page @req M3', async ({
  device,
}) => {
  const { flowId, session } = world().customers.delegating;
  const home = `/en/flows/${flowId}`;
  const email = `delegate${Date.now().toString(36)}@people.example`;

  const owner = await device({ session });
  await owner.goto(`${home}/people`);
  await owner
    .getByRole('link', { name: t('people.invite') })
    .first()
    .click();
  await press(owner, t('people.form.submit'));
  await expect(owner.getByRole('alert').filter({ hasText: t('form.problem') })).toBeVisible();
  await owner.getByLabel(t('people.form.email')).fill(email);
  await owner.getByLabel(t('people.form.name')).fill('Dana Fenn');
  await owner.getByText(t('people.role.delegate'), { exact: true }).click();
  await owner.getByText(task, { exact: true }).click();
  await press(owner, t('people.form.submit'));
  await expect(owner).toHaveURL(/\/people(\?|$)/);
  await expect(owner.getByRole('main')).toContainText('Dana Fenn');

  const mail = await mailWithLink(email, /\/i\/[\w-]{20,}$/);
  const delegate = await device({ javaScript: false });
  await delegate.goto(mail.link);
  await press(delegate, t('auth.invitation.submit'));
  await expect(delegate).toHaveURL(new RegExp(`/flows/${flowId}`));
  const text = seen(await delegate.getByRole('main').innerText());
  expect(text).toContain(task);
  expect(text).not.toContain('Legal name');
  for (const foreign of [kept, 'organisation-name', 'check', 'submit', 'people']) {
    const answer = await delegate.goto(`${home}/${foreign}`);
    const missing = await delegate.request.get(`${home}/no-such-page`);
    expect(answer?.status(), foreign).toBe(missing.status());
    expect(seen(await delegate.getByRole('main').innerText()), foreign).not.toContain('Orchard');
  }

  await openPage(delegate, `${home}/${given}`);
  await delegate.getByLabel('Full name').fill('Dana Fenn');
  await delegate.getByLabel('Email address').fill('dana@fenn.example');
  await press(delegate, t('common.continue'));
  await expect.poll(() => answers(flowId)).toMatchObject({ technicalContactName: 'Dana Fenn' });
  await openPage(owner, `${home}/${given}`);
  await expect(owner.getByLabel('Full name')).toHaveValue('Dana Fenn');

  const typing = await device({ javaScript: false, session: await sessionOf(delegate) });
  await openPage(typing, `${home}/${given}`);
  await typing.getByLabel('Full name').fill('Dana F. Fenn');
  await owner.goto(`${home}/people`);
  await owner.getByRole('link', { name: /Dana Fenn/ }).click();
  await owner
    .getByRole('button', { name: new RegExp(t('people.takeBack')) })
    .first()
    .click();
  await expect.poll(() => live(flowId)).toBe(0);
  await press(typing, t('common.continue'));
  await expect(typing.getByRole('main')).toContainText(t('errors.access_ended.title'));
  expect(await answers(flowId)).toMatchObject({ technicalContactName: 'Dana Fenn' });
});

test('somebody is told who else has the page open, and who may only read asks for an answer by mail', async ({
  device,
}) => {
  const { flowId, session } = world().customers.delegating;
  const home = `/en/flows/${flowId}`;
  const owner = await device({ session });
  const helper = await join(owner, await device(), { flowId, name: 'Rae Holt', role: 'contributor' });
  const reader = await join(owner, await device({ javaScript: false }), { flowId, name: 'Sam Reed', role: 'viewer' });

  await openPage(helper, `${home}/${kept}`);
  await openPage(owner, `${home}/${kept}`);
  await expect(owner.getByRole('main')).toContainText(/Rae Holt.* also on this page/);

  const known = await mailsTo(emailOf('delegating'));
  await reader.goto(`${home}/${kept}`);
  await press(reader, t('people.ask.button'));
  await expect(reader.getByRole('main')).toContainText(t('people.ask.done'));
  const asked = await mailWithLink(emailOf('delegating'), new RegExp(`/${kept}`), known);
  expect(seen(asked.text)).toContain('Sam Reed');
});

test('a delegate who enters the webhook reads what to enter and sends a test, and only the owner is shown the secret @req M3 M20', async ({
  device,
}) => {
  const { flowId, session } = world().customers.hooked;
  const address = `/en/flows/${flowId}/webhook/enter-webhook`;
  const owner = await device({ session });
  const page = await device({ javaScript: false });
  const delegate = await join(owner, page, { flowId, name: 'Ola Brink', role: 'delegate', tasks: [hookTask] });
  await delegate.getByRole('link', { name: hookTask }).first().click();
  await expect(delegate).toHaveURL(new RegExp(`${address}$`));
  const main = delegate.getByRole('main');
  await expect(main.getByText(t('webhooks.wait.waiting'))).toBeVisible();
  await expect(main.getByText(/\/api\/webhooks\/service-desk\/[0-9a-f-]{36}/).first()).toBeVisible();
  const reveal = { name: t('status.reveal.button'), exact: true };
  await expect(main.getByRole('button', reveal)).toHaveCount(0);
  expect(seen(await main.innerText())).toContain(ownerOnly());
  await press(delegate, t('webhooks.test.button'));
  await expect(main.getByRole('status')).toContainText(t('webhooks.test.sentNow'));
  await main.getByRole('textbox', { name: t('webhooks.external.label') }).fill('300000001');
  await press(delegate, t('webhooks.external.save'));
  await expect(main.getByRole('status')).toContainText(t('webhooks.external.saved'));

  await owner.goto(address);
  await expect(owner.getByRole('textbox', { name: t('webhooks.external.label') })).toHaveValue('300000001');
  await press(owner, reveal.name);
  const value = owner.locator('.copy__value').filter({ hasText: /^\s*[0-9a-f]{64}\s*$/ });
  await expect(value).toBeVisible();
  const secret = (await value.innerText()).trim();
  await delegate.goto(address);
  const told = seen(await main.innerText());
  expect(told).toContain(t('status.reveal.already', { time: '' }).trim());
  expect(told).toContain(ownerOnly());
  expect(told).not.toContain(t('webhooks.secret.rotateInstead'));
  expect(await delegate.content()).not.toContain(secret);
});

const ownerOnly = (): string => t('status.reveal.ownerOnly', { customer: customers.hooked.name });

type Guest = Readonly<{ flowId: string; name: string; role: string; tasks?: readonly string[] }>;

/** Invites somebody in a role, who comes by the mail and is in. */
async function join(owner: Page, theirs: Page, { flowId, name, role, tasks = [] }: Guest): Promise<Page> {
  const email = `${name.replace(' ', '').toLowerCase()}${Date.now().toString(36)}@people.example`;
  await owner.goto(`/en/flows/${flowId}/people/invite`);
  await owner.getByLabel(t('people.form.email')).fill(email);
  await owner.getByLabel(t('people.form.name')).fill(name);
  await owner.getByText(t(`people.role.${role}`), { exact: true }).click();
  for (const task of tasks) await owner.getByText(task, { exact: true }).click();
  await press(owner, t('people.form.submit'));
  await expect(owner).toHaveURL(/\/people(\?|$)/);
  const mail = await mailWithLink(email, /\/i\/[\w-]{20,}$/);
  await theirs.goto(mail.link);
  await press(theirs, t('auth.invitation.submit'));
  await expect(theirs).toHaveURL(new RegExp(`/flows/${flowId}`));
  return theirs;
}

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();

async function openPage(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('button', { name: t('common.continue'), exact: true })).toBeVisible();
}

async function sessionOf(page: Page): Promise<string> {
  const cookie = (await page.context().cookies()).find(({ name }) => name === 'portico-session');
  if (!cookie) throw new Error('Nobody is signed in here');
  return cookie.value;
}

async function answers(flowId: string): Promise<Record<string, unknown>> {
  const rows = await stored<{ data: Record<string, { value?: unknown }> }>(
    'select data from onboarding_steps where flow_id = $1',
    [flowId],
  );
  return Object.fromEntries(rows.flatMap(({ data }) => Object.entries(data).map(([id, { value }]) => [id, value])));
}

const live = async (flowId: string): Promise<number> =>
  (
    await stored<{ count: number }>(
      'select count(*)::int as count from assignments where flow_id = $1 and revoked_at is null',
      [flowId],
    )
  )[0]?.count ?? 0;
