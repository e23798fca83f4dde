import { customers, emailOf, partners, type CustomerName } from '../support/cast';
import { keyboard, pointing, treeOnly, type Hands } from '../support/hands';
import { forgetLimits, stored, warehouse } from '../support/instance';
import { answer, answerPage, follow, goOn, makeMistake, named, press, until, type Traveller } from '../support/journey';
import { codeIn, mailsTo, mailWithLink } from '../support/mailbox';
import { persona } from '../support/personas';
import { read } from '../support/reading';
import { expect, test, type Device, type Page } from '../support/test';
import { seen, words } from '../support/words';
import { world } from '../support/world';

type Way = Readonly<{
  customer: CustomerName;
  javaScript: boolean;
  handsOf: (page: Page) => Hands;
  /** How this person comes back on their other device. */
  resumeBy: 'link' | 'code';
  title: string;
}>;

const ways: readonly Way[] = [
  {
    customer: 'enScript',
    javaScript: true,
    handsOf: pointing,
    resumeBy: 'link',
    title: 'in English @req C6 C7 C8 C9 C10 C11 C12 C13 C14 C15 C25 I102 I103',
  },
  { customer: 'arScript', javaScript: true, handsOf: pointing, resumeBy: 'code', title: 'in Arabic' },
  {
    customer: 'enPlain',
    javaScript: false,
    handsOf: pointing,
    resumeBy: 'code',
    title: 'in English without JavaScript',
  },
  {
    customer: 'arPlain',
    javaScript: false,
    handsOf: pointing,
    resumeBy: 'link',
    title: 'in Arabic without JavaScript',
  },
  { customer: 'keyboard', javaScript: true, handsOf: keyboard, resumeBy: 'code', title: 'with the keyboard alone' },
  { customer: 'tree', javaScript: true, handsOf: treeOnly, resumeBy: 'link', title: 'by the accessibility tree alone' },
];

test.beforeEach(forgetLimits);

for (const way of ways) {
  test(`a customer goes from the invitation to a provisioned dataset and a key shown once, ${way.title}`, async ({
    device,
  }) => {
    const { locale } = customers[way.customer];
    const identifier = `${way.customer.toLowerCase()}_${Date.now().toString(36)}`;
    const answers = persona(locale, identifier);
    const open = await device({ locale, javaScript: way.javaScript });
    const first: Traveller = { page: open, hands: way.handsOf(open), t: words(locale), persona: answers };

    await accept(first, way.customer);
    const asked = await fillIn(first, 2);
    await nextPage(first);
    await seeConditions(first);
    await answerPage(first);
    await press(first, first.t('common.saveAndExit'));
    await until(open, 'the task list', ({ heading }) => heading === title(first, way.customer));
    await expect(open.getByText(first.t('tasks.saved'))).toBeVisible();
    const progress = seen(await open.locator('.progress__text').first().innerText());

    const traveller = await resume(way, device, first);
    expect(seen(await traveller.page.locator('.progress__text').first().innerText())).toBe(progress);
    asked.push(...(await findAnswers(traveller)));
    asked.push(...(await fillIn(traveller, Number.POSITIVE_INFINITY)));
    expect(new Set(asked.map((name) => name.replace(traveller.t('form.optional'), '').trim()))).toEqual(
      new Set(Object.keys(answers.answers)),
    );

    await checkAndChange(traveller, way.customer);
    await send(traveller);
    const key = await takeKey(traveller, way, identifier);
    await compareStored(way.customer, answers.stored);
    await lookIntoWarehouse(way.customer, identifier, key);
    await findNoSecret(key);
  });
}

const title = ({ t }: Traveller, customer: CustomerName): string =>
  seen(t('tasks.title', { customer: customers[customer].name }));

/** From the mail to the task list. */
async function accept(traveller: Traveller, customer: CustomerName): Promise<void> {
  const { page, t } = traveller;
  const { partner, name, locale } = customers[customer];
  const brand = partners[partner].name;
  const mail = await mailWithLink(emailOf(customer), /\/i\/[\w-]{20,}$/);
  expect(seen(mail.subject)).toContain(name);
  expect(mail.headers['content-language'] ?? locale).toBe(locale);
  expect(seen(mail.text)).toContain(brand);
  await page.goto(mail.link);
  await until(
    page,
    'the invitation',
    ({ heading }) => heading === seen(t('auth.invitation.title', { partner: brand, customer: name })),
  );
  await press(traveller, t('auth.invitation.submit'));
  await until(page, 'the task list', ({ heading }) => heading === title(traveller, customer));
  expect(new URL(page.url()).pathname).toBe(`/${locale}/flows/${world().customers[customer].flowId}`);
}

/**
 * Answers page after page, each with a mistake first, going by the task list's next task where a task ends, until all
 * are answered or `pages` are.
 */
async function fillIn(traveller: Traveller, pages: number): Promise<string[]> {
  const asked: string[] = [];
  for (let count = 0; count < pages; count += 1) {
    if (!(await nextPage(traveller))) return asked;
    await makeMistake(traveller);
    asked.push(...(await answerPage(traveller)));
    await goOn(traveller);
  }
  return asked;
}

/** Comes to the page that was left half-way, finds everything that was typed there, and goes on without typing. */
async function findAnswers(traveller: Traveller): Promise<string[]> {
  const { page, persona: who } = traveller;
  await nextPage(traveller);
  const { questions } = await read(page);
  for (const { name, kind, controls } of questions) {
    const said = String(who.answers[name]);
    if (kind === 'one') expect(controls.filter(({ checked }) => checked).map((each) => each.name)).toEqual([said]);
    else await expect(page.locator('main').locator(`input[value=${JSON.stringify(said)}]`)).toBeVisible();
  }
  await goOn(traveller);
  return questions.map(({ name }) => name);
}

/** Makes sure that a page of questions is open; false when there is none left. */
async function nextPage(traveller: Traveller): Promise<boolean> {
  const { page, t, hands } = traveller;
  const { questions, links } = await until(page, 'a page', ({ heading }) => heading !== '');
  if (questions.length > 0) return true;
  if (page.url().endsWith('/check')) return false;
  const next = links.find(({ name }) => [t('tasks.next.start'), t('tasks.next.continue')].includes(name));
  if (!next) return false;
  await hands.follow(next);
  await until(page, 'a page of questions', (reading) => reading.questions.length > 0);
  return true;
}

/** A question that depends on another one of its page is there while it matters, and only then. */
async function seeConditions(traveller: Traveller): Promise<void> {
  const { page, t, hands } = traveller;
  const asked = async () => (await read(page)).questions.map(({ name }) => name);
  const [first, ...more] = (await read(page)).questions;
  expect(more).toEqual([]);
  if (!first) throw new Error('The page asks nothing');
  await hands.pick(named(first.controls, t('form.yes')));
  await expect.poll(asked).toHaveLength(3);
  await hands.pick(named(first.controls, t('form.no')));
  await expect.poll(asked).toEqual([first.name]);
}

/** Signs in on another device by the mail that was asked for, and is where the work is. */
async function resume(way: Way, device: Device, before: Traveller): Promise<Traveller> {
  const { locale } = customers[way.customer];
  const page = await device({ locale, javaScript: way.javaScript, width: 390 });
  const traveller: Traveller = { ...before, page, hands: way.handsOf(page) };
  const { t } = traveller;
  const flow = `/${locale}/flows/${world().customers[way.customer].flowId}`;
  await page.goto(flow);
  await until(page, 'sign-in', ({ questions }) => questions.some(({ name }) => name === t('auth.signIn.email')));
  const address = emailOf(way.customer);
  const known = await mailsTo(address);
  await answerPage({ ...traveller, persona: { answers: { [t('auth.signIn.email')]: address }, stored: {} } });
  await press(traveller, t('auth.signIn.submit'));
  await until(page, 'the page that waits for the mail', ({ heading }) => heading === t('auth.check.title'));
  const mail = await mailWithLink(address, /\/sign-in\/link\//, known);
  if (way.resumeBy === 'code') {
    await answerPage({ ...traveller, persona: { answers: { [t('auth.check.code')]: codeIn(mail) }, stored: {} } });
    await press(traveller, t('auth.check.submit'));
  } else {
    await page.goto(mail.link);
    await press(traveller, t('auth.link.submit'));
  }
  await until(page, 'the task list', ({ heading }) => heading === title(traveller, way.customer));
  return traveller;
}

/** Reads all answers, changes one by its link, and comes back to where the link was. */
async function checkAndChange(traveller: Traveller, customer: CustomerName): Promise<void> {
  const { page, t, persona: who } = traveller;
  if (!page.url().endsWith('/check')) {
    await until(page, 'the task list', ({ heading }) => heading === title(traveller, customer));
    await follow(traveller, t('tasks.check.action'));
  }
  await until(page, 'the answers', ({ heading }) => heading === t('review.check.title'));
  const shown = seen(await page.getByRole('main').innerText());
  const [name = ''] = Object.values(who.answers);
  expect(shown).toContain(String(name));
  expect(shown).not.toContain('canary-credential');
  expect(shown).toContain(t('common.notShown'));
  const question =
    Object.keys(who.answers).find((each) =>
      each.includes(customers[customer].locale === 'en' ? 'Anything else' : 'هل هناك'),
    ) ?? '';
  const changed = `${String(who.answers[question])} (2)`;
  await follow(traveller, new RegExp(`${t('common.change')} .*${question.replace('?', '\\?')}`));
  const { questions } = await until(page, 'the question', (reading) =>
    reading.questions.some((each) => each.name.startsWith(question)),
  );
  const asked = questions.find(({ name: each }) => each.startsWith(question));
  if (!asked) throw new Error('The question is not on its page');
  await answer(traveller, asked, { [question]: changed });
  await goOn(traveller);
  await until(page, 'the answers', ({ heading }) => heading === t('review.check.title'));
  expect(seen(await page.getByRole('main').innerText())).toContain(changed);
}

/** Sends without the declaration first, then with it. */
async function send(traveller: Traveller): Promise<void> {
  const { page, t } = traveller;
  await follow(traveller, t('review.check.continue'));
  await until(page, 'the declaration', ({ heading }) => heading === t('review.submit.title'));
  await press(traveller, t('review.submit.button'));
  await expect(
    page
      .getByRole('main')
      .getByRole('alert')
      .filter({ hasText: t('form.problem') }),
  ).toBeFocused();
  const declaration = (await read(page)).questions[0]?.controls[0];
  if (!declaration) throw new Error('There is nothing to agree to');
  await traveller.hands.pick(declaration);
  await press(traveller, t('review.submit.button'));
  await expect.poll(() => page.url()).toContain('/status');
}

/** Follows the set-up to its end, takes the key, and finds that nobody can take it again. */
async function takeKey(traveller: Traveller, way: Way, identifier: string): Promise<string> {
  const { page, t } = traveller;
  const deadline = Date.now() + 60_000;
  while ((await read(page)).heading !== t('status.title.done')) {
    if (Date.now() > deadline)
      throw new Error(`The set-up does not end: ${seen(await page.getByRole('main').innerText())}`);
    if (way.javaScript) await page.waitForTimeout(300);
    else
      await page
        .getByRole('link', { name: t('provisioning.run.checkAgain') })
        .click()
        .catch(() => page.reload());
  }
  await follow(traveller, t('status.toDone'));
  await until(
    page,
    'the end',
    ({ heading }) => heading === seen(t('status.done.panelTitle', { customer: customers[way.customer].name })),
  );
  await press(traveller, t('status.reveal.button'));
  const value = page.locator('.copy__value');
  await expect(value).toHaveText(new RegExp(`^\\s*${identifier}_api_[0-9A-Za-z]{16}\\s*$`));
  const key = (await value.innerText()).trim();
  await page.goto(page.url());
  await until(
    page,
    'the end',
    ({ heading }) => heading === seen(t('status.done.panelTitle', { customer: customers[way.customer].name })),
  );
  expect((await read(page)).buttons.map(({ name }) => name)).not.toContain(t('status.reveal.button'));
  expect(await page.content()).not.toContain(key);
  return key;
}

/** What is stored is what was said, whatever the way; a secret is sealed. */
async function compareStored(customer: CustomerName, expected: Readonly<Record<string, unknown>>): Promise<void> {
  const rows = await stored<{ data: Record<string, { value?: unknown; sealed?: unknown }> }>(
    'select data from onboarding_steps where flow_id = $1',
    [world().customers[customer].flowId],
  );
  const answers = Object.fromEntries(
    rows.flatMap(({ data }) =>
      Object.entries(data).map(([field, { value, sealed }]) => [field, sealed ? 'sealed' : value]),
    ),
  );
  expect(answers).toEqual({ ...expected, notes: `${String(expected.notes)} (2)` });
}

/** The dataset with its five tables is in the owner's warehouse, and knows the key by its hash only. */
async function lookIntoWarehouse(customer: CustomerName, identifier: string, key: string): Promise<void> {
  const owner = world().partners[customers[customer].partner];
  const tables = await warehouse<{ name: string }>(
    owner,
    'select table_name as name from information_schema.tables where table_schema = $1 order by 1',
    [identifier],
  );
  expect(tables.map(({ name }) => name)).toEqual([
    'api_keys',
    'cloud_credentials',
    'dq_results',
    'pipeline_runs',
    'step_logs',
  ]);
  const [record] = await warehouse<{ right: boolean; clear: boolean }>(
    owner,
    `select api_key_hash = encode(sha256($1::bytea), 'hex') as right, encrypted_api_key like '%' || $2 || '%' as clear
     from "${identifier}".api_keys where is_active`,
    [Buffer.from(key), key],
  );
  expect(record).toEqual({ right: true, clear: false });
  const [status] = await stored<{ flow: string; customer: string }>(
    `select f.status as flow, c.status as customer from onboarding_flows f join customers c on c.tenant_id = f.tenant_id where f.id = $1`,
    [world().customers[customer].flowId],
  );
  expect(status).toEqual({ flow: 'done', customer: 'active' });
}

/** Neither the key nor the credential lies anywhere in clear: every table of the product, all of them read as text. */
async function findNoSecret(key: string): Promise<void> {
  const tables = await stored<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of tables) {
    const found = await stored(
      `select 1 from ${name} t where t::text like '%' || $1 || '%' or t::text like '%canary-credential%' limit 1`,
      [key],
    );
    expect(found, `${name} holds a secret in clear`).toEqual([]);
  }
}
