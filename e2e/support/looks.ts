import { setTimeout as sleep } from 'node:timers/promises';
import { follow, press, until, type Traveller } from './journey';
import { read } from './reading';
import { expect } from './test';
import { seen } from './words';

/** Whether the open page asks for a credential or looks at another system. */
export const isLook = (url: string): boolean => new URL(url).pathname.endsWith('/access');

/**
 * Gets a look to its end and goes on: types the secrets by the words beside them, presses the button, waits for what was
 * found. With `wrong`, that one is tried first, is refused with its causes and remedies, and is nowhere on the page.
 */
export async function passLook(
  traveller: Traveller,
  secrets: Readonly<Record<string, string>>,
  wrong: string | null = null,
): Promise<void> {
  const { page, t } = traveller;
  const before = page.url();
  if (wrong !== null && (await asks(traveller))) {
    // A choice among few, such as a data centre, is no secret.
    await hand(traveller, (name) => ((secrets[name] ?? '').length < 8 ? (secrets[name] ?? '') : wrong));
    await ended(traveller, t('credentials.state.failed.title'));
    const main = page.getByRole('main');
    await expect(main.getByRole('heading', { name: t('credentials.remedies') })).toBeVisible();
    expect(await page.content()).not.toContain(wrong);
  }
  if (await asks(traveller)) {
    await hand(traveller, (name) => secrets[name] ?? '');
  } else {
    const { buttons } = await read(page);
    const look = [t('credentials.step.look'), t('credentials.step.lookAgain')].find((name) =>
      buttons.some((button) => button.name === seen(name)),
    );
    await press(traveller, look ?? t('credentials.step.look'));
  }
  await ended(traveller, t('credentials.state.passed.title'));
  await follow(traveller, t('credentials.step.continue'));
  await expect.poll(() => page.url()).not.toBe(before);
  await until(page, 'the page after a look', ({ heading }) => heading !== '');
}

/** Whether a credential is asked for; otherwise there is only something to look at. */
async function asks({ page, t }: Traveller): Promise<boolean> {
  const words = ['submit', 'submitAgain', 'look', 'lookAgain'].map((key) => seen(t(`credentials.step.${key}`)));
  const { buttons } = await until(page, 'a look', (now) => now.buttons.some(({ name }) => words.includes(name)));
  return buttons.some(({ name }) => words.slice(0, 2).includes(name));
}

async function hand(traveller: Traveller, secretOf: (name: string) => string): Promise<void> {
  const { page, hands, t } = traveller;
  const { questions } = await read(page);
  for (const { name, controls } of questions) {
    const [first] = controls;
    if (first) await hands.type(first, secretOf(seen(name)));
  }
  const { buttons } = await read(page);
  const again = buttons.some(({ name }) => name === seen(t('credentials.step.submitAgain')));
  await press(traveller, t(again ? 'credentials.step.submitAgain' : 'credentials.step.submit'));
}

/** How long somebody looks at a button that they have pressed before they press it again. */
const patienceMs = 8_000;

/**
 * Waits for these words; without JavaScript by looking again, as a person does. Somebody quick presses before a page that
 * was led to has come to rest: the router then drops the answer, and the button is there still.
 */
async function ended(traveller: Traveller, words: string): Promise<void> {
  const { page, t } = traveller;
  const deadline = Date.now() + 60_000;
  const main = page.getByRole('main');
  const idle = page.getByRole('button', { name: t('credentials.step.look'), exact: true });
  let pressed = Date.now();
  while (!(await main.getByText(words).first().isVisible())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited in vain for “${words}”: ${seen(await main.innerText()).slice(0, 600)}`);
    }
    const again = page.getByRole('link', { name: t('credentials.step.checkAgain') });
    if (await again.isVisible().catch(() => false)) await again.click().catch(() => undefined);
    if (Date.now() - pressed > patienceMs && (await idle.isVisible().catch(() => false))) {
      pressed = Date.now();
      await press(traveller, t('credentials.step.look')).catch(() => undefined);
    }
    await sleep(400);
  }
}
