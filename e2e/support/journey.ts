import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type Page } from './test';
import type { Hands } from './hands';
import type { Persona, Said } from './personas';
import { read, type Control, type Question, type Reading } from './reading';
import { seen, type Words } from './words';

/** Somebody on the way through the product: a page, a way to operate it, a language, and what to say. */
export type Traveller = Readonly<{ page: Page; hands: Hands; t: Words; persona: Persona }>;

/** Presses the button with these words in the main part of the page. */
export async function press({ page, hands }: Traveller, name: string): Promise<void> {
  const { buttons } = await read(page);
  await hands.press(named(buttons, name));
}

/** Follows the first link with these words. */
export async function follow({ page, hands }: Traveller, name: string | RegExp): Promise<void> {
  const { links } = await read(page);
  await hands.follow(named(links, name));
}

/** Waits until the page reads as wished, however it came to be so. */
export async function until(page: Page, what: string, wanted: (reading: Reading) => boolean): Promise<Reading> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const reading = await read(page).catch(() => null);
    if (reading && wanted(reading)) return reading;
    if (Date.now() > deadline) {
      throw new Error(`Waited in vain for ${what}; the page “${reading?.heading}” is ${page.url()}`);
    }
    await sleep(120);
  }
}

/**
 * Answers every question of the page but those answered `before`, also those that the answers bring up. Gives the
 * questions that were asked.
 */
export async function answerPage(traveller: Traveller, before: readonly string[] = []): Promise<readonly string[]> {
  const asked: string[] = [];
  for (;;) {
    const { questions } = await read(traveller.page);
    const next = questions.find(({ name }) => !asked.includes(name) && !before.includes(name));
    if (!next) return asked;
    asked.push(next.name);
    await answer(traveller, next);
  }
}

/** The question without the words that mark it as one that need not be answered, or not yet. */
export const plainName = (name: string, t: Words): string =>
  [t('form.optional'), t('form.later')].reduce((rest, mark) => rest.replace(mark, ''), name).trim();

/** Answers one question as the persona would, or as `change` says. */
export async function answer(
  traveller: Traveller,
  question: Question,
  change: Readonly<Record<string, Said>> = {},
): Promise<void> {
  const { hands, persona, t } = traveller;
  const name = plainName(question.name, t);
  const said = change[name] ?? persona.answers[name];
  if (said === undefined) throw new Error(`Nobody knows what to answer to “${name}”`);
  if (said === null) return;
  const first = question.controls[0];
  if (!first) throw new Error(`“${name}” has nothing to answer with`);
  if (said === true) return hands.pick(first);
  const texts = typeof said === 'string' ? [said] : said;
  switch (question.kind) {
    case 'text':
      return hands.type(first, texts[0] ?? '');
    case 'select':
      return hands.select(first, texts[0] ?? '');
    case 'one':
    case 'several':
      for (const text of texts) await hands.pick(named(question.controls, text));
      return;
    case 'texts':
      for (const [index, text] of texts.entries()) {
        const control = question.controls[index];
        if (!control) throw new Error(`“${name}” has no place for “${text}”`);
        await hands.type(control, text);
      }
      return;
    case 'address':
      return answerAddress(traveller, question, texts);
    case 'tick':
      throw new Error(`“${name}” can only be agreed to`);
  }
}

/** The country first; then its parts, in the order in which they are asked, once the page has them. */
async function answerAddress({ page, hands, t }: Traveller, question: Question, texts: readonly string[]) {
  const [country = '', ...parts] = texts;
  const [list] = question.controls;
  if (list) await hands.select(list, country);
  const refresh = (await read(page)).buttons.find(({ name }) => name === seen(t('form.addressRefresh')));
  if (refresh) await hands.press(refresh);
  const { questions } = await until(page, `an address in ${country}`, (reading) =>
    reading.questions.some(({ name, controls }) => name === question.name && controls.length === texts.length),
  );
  const controls = questions.find(({ name }) => name === question.name)?.controls.slice(1) ?? [];
  for (const [index, control] of controls.entries()) await hands.type(control, parts[index] ?? '');
}

/** Adds one item to the page's list, by its own page, if the persona has any; says that this was all. */
export async function answerList(traveller: Traveller): Promise<string[]> {
  const { page, hands, t, persona } = traveller;
  const { buttons, links, questions } = await read(page);
  const isItem = buttons.some(({ name }) => name === seen(t('step.items.save')));
  const add = links.find(({ name }) => name === seen(t('form.itemAdd')));
  const hasItems = Object.values(persona.stored).some(
    (value) => Array.isArray(value) && value.some((each) => typeof each === 'object'),
  );
  if (isItem || !add || !hasItems || questions.length > 0) return [];
  const list = page.url();
  await hands.follow(add);
  await until(page, 'the page of an item', (reading) =>
    reading.buttons.some(({ name }) => name === seen(t('step.items.save'))),
  );
  await makeMistake(traveller);
  const asked = [...(await answerPage(traveller))];
  await goOn(traveller, asked);
  await until(page, 'the list', () => new URL(page.url()).pathname === new URL(list).pathname);
  const reading = await until(page, 'whether there is another', ({ questions: now }) =>
    now.some(({ name }) => name === seen(t('form.itemsMore'))),
  );
  const more = reading.questions.find(({ name }) => name === seen(t('form.itemsMore')));
  await hands.pick(named(more?.controls ?? [], t('form.no')));
  return asked;
}

/**
 * Continues without an answer first and is told what is missing: in the title, on top with the focus, at the field, each
 * line of the summary leading to its field.
 */
export async function makeMistake(traveller: Traveller): Promise<void> {
  const { page, t } = traveller;
  const before = seen(await page.title());
  await pressContinue(traveller);
  const summary = page
    .getByRole('main')
    .getByRole('alert')
    .filter({ hasText: t('form.problem') });
  await expect(summary).toBeVisible();
  await expect.poll(async () => seen(await page.title())).toBe(seen(t('form.errorTitle', { title: before })));
  await expect(summary).toBeFocused();
  const lines = await summary.getByRole('link').all();
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const target = (await line.getAttribute('href')) ?? '';
    const control = page.locator(`[id="${target.slice(1)}"]`);
    await expect(control).toBeVisible();
    const text = seen(await line.innerText());
    // A choice has a hint of its own; what is wrong is said at its group.
    const described = await control.evaluate((element) => {
      const around: Element[] = [element];
      for (let group = element.closest('fieldset'); group; group = group.parentElement?.closest('fieldset') ?? null) {
        around.push(group);
      }
      return around
        .flatMap((each) => (each.getAttribute('aria-describedby') ?? '').split(' '))
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' ');
    });
    expect(seen(described)).toContain(text);
  }
}

/** The words of the button that continues: pages of items and of what cannot be taken back have their own. */
export const continues = (t: Words): readonly string[] =>
  ['common.continue', 'step.items.save', 'step.destructive.continue'].map((key) => seen(t(key)));

async function pressContinue({ page, hands, t }: Traveller): Promise<void> {
  const { buttons, heading } = await read(page);
  const button = buttons.find(({ name }) => continues(t).includes(name));
  if (!button) throw new Error(`“${heading}” has no way to continue`);
  await hands.press(button);
}

/**
 * Continues and waits for another page. A page that asks whether something is right, or has a question more, is
 * answered and continued again.
 */
export async function goOn(traveller: Traveller, asked: string[] = []): Promise<void> {
  const { page, t } = traveller;
  const before = page.url();
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await pressContinue(traveller);
    const next = await outcome(traveller, before, asked);
    // What was read may have been the page before, or the next one a moment before its address is known.
    await sleep(next === 'another page' ? 0 : 400);
    if (next === 'another page' || page.url() !== before) {
      await until(page, 'the next page', ({ heading }) => heading !== '');
      return;
    }
    if (next === 'a question more') asked.push(...(await answerPage(traveller, asked)));
  }
  const said = await page.getByRole('main').getByRole('alert').allInnerTexts();
  throw new Error(`“${seen(t('common.continue'))}” does not lead on from ${before}: ${said.map(seen).join(' | ')}`);
}

type Outcome = 'another page' | 'a question more' | 'asked whether it is right' | 'refused';

/** What continuing led to, as soon as it can be told. */
async function outcome({ page, t }: Traveller, before: string, asked: readonly string[]): Promise<Outcome> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    if (page.url() !== before) return 'another page';
    const reading = await read(page).catch(() => null);
    const alerts = await page
      .getByRole('main')
      .getByRole('alert')
      .allInnerTexts()
      .catch(() => []);
    if (page.url() !== before) return 'another page';
    if (asked.length > 0 && reading?.questions.some(({ name }) => !asked.includes(name))) return 'a question more';
    if (alerts.some((text) => text.includes(t('form.pleaseCheck')))) return 'asked whether it is right';
    if (Date.now() > deadline) return 'refused';
    await sleep(120);
  }
}

export function named(controls: readonly Control[], name: string | RegExp): Control {
  const found = controls.find((control) =>
    typeof name === 'string' ? seen(control.name) === seen(name) : name.test(seen(control.name)),
  );
  if (!found) {
    throw new Error(
      `There is no “${String(name)}” among: ${controls.map((control) => seen(control.name)).join(' | ')}`,
    );
  }
  return found;
}
