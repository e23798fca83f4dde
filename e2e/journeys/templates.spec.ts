import { customers, emailOf, type CustomerName } from '../support/cast';
import { keyboard, pointing, treeOnly, type Hands } from '../support/hands';
import { forgetLimits, stored } from '../support/instance';
import {
  answerList,
  answerPage,
  continues,
  follow,
  goOn,
  makeMistake,
  plainName,
  press,
  until,
  type Traveller,
} from '../support/journey';
import { isLook, passLook } from '../support/looks';
import { mailWithLink } from '../support/mailbox';
import { persona, type Persona } from '../support/personas';
import { read, type Question } from '../support/reading';
import { deskAdministrator } from '../support/service-desk';
import { setUpOf } from '../support/set-up';
import { expect, test, type Page } from '../support/test';
import { seen, words } from '../support/words';
import { world } from '../support/world';

type Way = Readonly<{
  customer: CustomerName;
  javaScript: boolean;
  handsOf: (page: Page) => Hands;
  /** On how many pages this person continues with nothing answered first. */
  mistakes: number;
  title: string;
}>;

const everywhere = Number.POSITIVE_INFINITY;
const way = (
  customer: CustomerName,
  title: string,
  { javaScript = true, handsOf = pointing, mistakes = everywhere }: Partial<Omit<Way, 'customer' | 'title'>> = {},
): Way => ({ customer, javaScript, handsOf, mistakes, title });

const plain = { javaScript: false, mistakes: 4 };
const keys = { handsOf: keyboard, mistakes: 2 };
const tree = { handsOf: treeOnly, mistakes: 2 };

/** Each onboarding with and without JavaScript by the same person, and in the other language with other hands. */
const ways: readonly Way[] = [
  way('marketingScript', 'marketing analytics in English'),
  way('marketingPlain', 'marketing analytics in English without JavaScript', plain),
  way('marketingKeys', 'marketing analytics in Arabic with the keyboard alone', keys),
  way('loyaltyScript', 'a loyalty programme in Arabic'),
  way('loyaltyPlain', 'a loyalty programme in Arabic without JavaScript', plain),
  way('loyaltyTree', 'a loyalty programme in English by the accessibility tree alone', tree),
  way('securityScript', 'a security platform in English'),
  way('securityPlain', 'a security platform in English without JavaScript', plain),
  way('securityKeys', 'a security platform in Arabic with the keyboard alone', keys),
  way('deskScript', 'a service desk in Arabic'),
  way('deskPlain', 'a service desk in Arabic without JavaScript', plain),
  way('deskTree', 'a service desk in English by the accessibility tree alone', tree),
];

test.beforeEach(forgetLimits);

/** The onboardings that are set up by themselves go on to their end. */
const setUp = setUpOf();

for (const { customer, javaScript, handsOf, mistakes, title } of ways) {
  test(`a customer goes from the invitation to answers that are sent: ${title}`, async ({ device }) => {
    test.setTimeout(360_000);
    const { locale, template } = customers[customer];
    const identifier = `${customer.toLowerCase()}${Date.now().toString(36)}`;
    const who = persona(locale, identifier, new Date(), template);
    const secrets = await secretsOf(who);
    const page = await device({ locale, javaScript });
    const traveller: Traveller = { page, hands: handsOf(page), t: words(locale), persona: who };

    await accept(traveller, customer);
    const asked = await fillIn(traveller, secrets, mistakes);
    const known = Object.keys(who.answers);
    expect(asked.filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => who.answers[name] !== null && !asked.includes(name))).toEqual([]);

    await readAnswers(traveller);
    await send(traveller);
    await compareStored(customer, who.stored);
    if (template) await setUp[template]?.(traveller, customer, (session) => device({ locale, javaScript, session }));
  });
}

async function accept(traveller: Traveller, customer: CustomerName): Promise<void> {
  const { page, t } = traveller;
  const mail = await mailWithLink(emailOf(customer), /\/i\/[\w-]{20,}$/);
  await page.goto(mail.link);
  await until(page, 'the invitation', ({ buttons }) =>
    buttons.some(({ name }) => name === seen(t('auth.invitation.submit'))),
  );
  await press(traveller, t('auth.invitation.submit'));
  await until(
    page,
    'the task list',
    ({ heading }) => heading === seen(t('tasks.title', { customer: customers[customer].name })),
  );
}

/** Answers page after page until everything is. Gives the questions that were asked. */
async function fillIn(
  traveller: Traveller,
  secrets: Readonly<Record<string, string>>,
  mistakes: number,
): Promise<string[]> {
  const { page, t } = traveller;
  const all: string[] = [];
  let made = 0;
  let looks = 0;
  for (let count = 0; count < 60 && (await nextPage(traveller)); count += 1) {
    if (isLook(page.url())) {
      await passLook(traveller, secrets, looks === 0 ? 'canary-of-a-wrong-credential' : null);
      looks += 1;
      continue;
    }
    const { questions } = await read(page);
    if (made < mistakes && questions.some((question) => isMissing(question, t))) {
      await makeMistake(traveller);
      made += 1;
    }
    const items = await answerList(traveller);
    const asked = [seen(t('form.itemsMore')), ...items];
    asked.push(...(await answerPage(traveller, asked)));
    await goOn(traveller, asked);
    all.push(...asked.slice(1).map((name) => plainName(name, t)));
  }
  return all;
}

/** Whether a question must be answered now and has nothing yet, as far as its marks and controls tell. */
function isMissing({ name, kind, controls }: Question, t: Traveller['t']): boolean {
  if (kind === 'tick' || name !== plainName(name, t)) return false;
  return !controls.some(({ checked, value }) => checked || value !== '');
}

/** Makes sure that a page that can be continued is open; false when there is none left. */
async function nextPage({ page, t, hands }: Traveller): Promise<boolean> {
  const isPage = ({ buttons }: Awaited<ReturnType<typeof read>>): boolean =>
    buttons.some(({ name }) => continues(t).includes(name));
  const reading = await until(page, 'a page', ({ heading }) => heading !== '');
  if (isPage(reading) || isLook(page.url())) return true;
  if (page.url().endsWith('/check')) return false;
  const next = reading.links.find(({ name }) => [t('tasks.next.start'), t('tasks.next.continue')].includes(name));
  if (!next) return false;
  await hands.follow(next);
  await until(page, 'a page of questions', (now) => isPage(now) || isLook(page.url()));
  return true;
}

/** Everything that was said stands on the page that is read before sending, but no secret. */
async function readAnswers(traveller: Traveller): Promise<void> {
  const { page, t } = traveller;
  if (!new URL(page.url()).pathname.endsWith('/check')) await follow(traveller, t('tasks.check.action'));
  await until(page, 'the answers', ({ heading }) => heading === seen(t('review.check.title')));
  const shown = seen(await page.getByRole('main').innerText());
  expect(shown).not.toContain('canary-credential');
  for (const [question, said] of Object.entries(traveller.persona.answers)) {
    if (typeof said === 'string' && !said.startsWith('canary') && isName(said)) {
      expect(shown, question).toContain(seen(said));
    }
  }
}

/** Texts that are shown as they were typed: neither a choice nor a figure, which have a form of their own. */
const isName = (said: string): boolean => /^[\p{L}_-]{4,}$/u.test(said) || said.includes('@');

async function send(traveller: Traveller): Promise<void> {
  const { page, t } = traveller;
  await follow(traveller, t('review.check.continue'));
  await until(page, 'the declaration', ({ heading }) => heading === seen(t('review.submit.title')));
  const declaration = (await read(page)).questions[0]?.controls[0];
  if (!declaration) throw new Error('There is nothing to agree to');
  await traveller.hands.pick(declaration);
  await press(traveller, t('review.submit.button'));
  await expect.poll(() => page.url()).toContain('/status');
}

/** What is typed on the pages of credentials; a key to a service desk is made there, by its administrator. */
async function secretsOf({ secrets = {}, stored: answers }: Persona): Promise<Readonly<Record<string, string>>> {
  const needed = Object.values(secrets).filter((secret) => secret.startsWith('{desk.'));
  if (needed.length === 0) return secrets;
  const there = deskAdministrator(new URL(String(answers.sdpUrl ?? answers.sdpServerUrl)).host);
  const made: Readonly<Record<string, string>> = needed.includes('{desk.key}')
    ? { key: await there.newKey() }
    : await there.newClient();
  return Object.fromEntries(
    Object.entries(secrets).map(([label, secret]) => [
      label,
      made[/^\{desk\.(\w+)\}$/.exec(secret)?.[1] ?? ''] ?? secret,
    ]),
  );
}

/** What is stored is what was said, field by field, whatever the way; a secret is sealed, what is computed is not kept. */
async function compareStored(customer: CustomerName, expected: Readonly<Record<string, unknown>>): Promise<void> {
  const { flowId } = world().customers[customer];
  const rows = await stored<{ data: Record<string, { value?: unknown; sealed?: unknown }> }>(
    'select data from onboarding_steps where flow_id = $1',
    [flowId],
  );
  const answers: Record<string, unknown> = {};
  const fields = rows.flatMap(({ data }) => Object.entries(data));
  for (const [key, { value, sealed }] of fields.sort(([a], [b]) => a.localeCompare(b))) {
    // An item of a list has a place of its own, so that people can add to one list at the same time.
    const [field = '', item] = key.split('/');
    if (item === undefined) answers[field] = sealed ? 'sealed' : value;
    else answers[field] = [...((answers[field] ?? []) as unknown[]), value];
  }
  expect(answers).toEqual(expected);
  const [flow] = await stored<{ status: string }>('select status from onboarding_flows where id = $1', [flowId]);
  expect(['submitted', 'provisioning', 'done']).toContain(flow?.status);
}
