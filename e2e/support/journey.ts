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

/** Answers every question of the page, also those that the answers bring up. Gives the questions that were asked. */
export async function answerPage(traveller: Traveller): Promise<readonly string[]> {
  const asked: string[] = [];
  for (;;) {
    const { questions } = await read(traveller.page);
    const next = questions.find((question) => !asked.includes(question.name));
    if (!next) return asked;
    asked.push(next.name);
    await answer(traveller, next);
  }
}

/** Answers one question as the persona would, or as `change` says. */
export async function answer(
  { hands, persona, t }: Traveller,
  question: Question,
  change: Readonly<Record<string, Said>> = {},
): Promise<void> {
  const name = question.name.replace(t('form.optional'), '').trim();
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
    case 'tick':
      throw new Error(`“${name}” can only be agreed to`);
  }
}

/**
 * Continues without an answer first and is told what is missing: in the title, on top with the focus, at the field, each
 * line of the summary leading to its field.
 */
export async function makeMistake(traveller: Traveller): Promise<void> {
  const { page, t } = traveller;
  const before = seen(await page.title());
  await press(traveller, t('common.continue'));
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
    const described = await control.evaluate((element) =>
      [element, element.closest('fieldset')]
        .flatMap((each) => (each?.getAttribute('aria-describedby') ?? '').split(' '))
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' '),
    );
    expect(seen(described)).toContain(text);
  }
}

/** Continues and waits for another page. */
export async function goOn(traveller: Traveller): Promise<void> {
  const before = traveller.page.url();
  await press(traveller, traveller.t('common.continue'));
  await expect.poll(() => traveller.page.url(), { message: `Continue on ${before}`, timeout: 20_000 }).not.toBe(before);
  await until(traveller.page, 'the next page', ({ heading }) => heading !== '');
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
