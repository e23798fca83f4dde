import AxeBuilder from '@axe-core/playwright';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Locale } from '../support/cast';
import { stored } from '../support/instance';
import { routes, sessionFor } from '../support/routes';
import { expect, test, type Page } from '../support/test';
import { words } from '../support/words';
import { world } from '../support/world';

/** Everything for the light pages; the dark ones differ in nothing but colours. */
const looks = [
  { dark: false, width: 1280, rules: null },
  { dark: false, width: 360, rules: null },
  { dark: true, width: 360, rules: ['color-contrast', 'link-in-text-block'] },
  { dark: true, width: 1280, rules: ['color-contrast', 'link-in-text-block'] },
] as const;
type Look = (typeof looks)[number];

/**
 * The looks in which a page is examined in a language: one of the four in English, the opposite one in Arabic (the other
 * colours, the other width), and the next page in the next two. `EVERY_LOOK=1` takes all four in both.
 */
const looksOf = (place: number, locale: Locale): readonly Look[] =>
  process.env.EVERY_LOOK ? looks : looks.filter((_look, at) => at === (place + (locale === 'ar' ? 2 : 0)) % 4);

test('every page of the product is in the list that is examined', () => {
  const root = path.resolve('app/[locale]');
  const folders = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'page.tsx')
    .map((file) =>
      path
        .dirname(file)
        .split(path.sep)
        .filter((part) => part !== '.' && !part.startsWith('('))
        .join('/'),
    );
  expect(
    folders.filter((folder) => !routes.some((route) => route.folder === folder) && !reachedOnTheWay.has(folder)),
  ).toEqual([]);
});

/** Pages that exist only in the middle of something: the journeys examine them. */
const reachedOnTheWay = new Set(['sign-in/check', 'flows/[flowId]/webhook/[stepId]']);

for (const locale of ['en', 'ar'] as const) {
  for (const part of [0, 1, 2]) {
    test(`every page is right by axe and needs no sideways scrolling, light and dark, wide and narrow (@req I54): ${locale}, part ${part + 1}`, async ({
      device,
    }) => {
      test.setTimeout(540_000);
      await expect.poll(doneFlow, { timeout: 180_000 }).toBe('done');
      const made = world();
      const pages = new Map<string | null, Page>();
      for (const route of routes.filter(({ folder }, index) => index % 3 === part && existsFor(folder))) {
        const session = sessionFor(route, made);
        const page = pages.get(session) ?? (await device({ locale, session }));
        pages.set(session, page);
        await page.emulateMedia({ colorScheme: 'light' });
        await page.goto(`/${locale}${route.path(made)}`);
        if (route.wrong) await goWrong(page, words(locale)(route.wrong));
        for (const look of looksOf(routes.indexOf(route), locale)) {
          const name = `${route.folder || 'home'}${route.wrong ? ' with what is wrong' : ''}, ${look.dark ? 'dark' : 'light'}, ${look.width} px`;
          await test.step(name, () => examine(page, locale, look));
        }
      }
    });
  }
}

const doneFlow = async (): Promise<string | undefined> =>
  (
    await stored<{ status: string }>('select status from onboarding_flows where id = $1', [
      world().customers.done.flowId,
    ])
  )[0]?.status;

/** Whether the route's page is in this copy: the demo's pages are left out of a container. */
function existsFor(folder: string): boolean {
  const root = path.resolve('app/[locale]');
  const groups = ['', ...readdirSync(root).filter((name) => name.startsWith('('))];
  return groups.some((group) => existsSync(path.join(root, group, folder, 'page.tsx')));
}

/** Presses the button of a page on which nothing was filled in, until it says what is wrong. */
async function goWrong(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).first().click();
  await expect(page.getByRole('main').getByRole('alert').first()).toBeVisible();
}

async function examine(page: Page, locale: Locale, { dark, width, rules }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  // Colours are looked at as they are, not on their way from one to the other.
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
  const axe = new AxeBuilder({ page });
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await (rules ? axe.withRules([...rules]) : axe.withTags(tags)).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect.soft(found, `axe at ${page.url()}, ${width} px, ${dark ? 'dark' : 'light'}`).toEqual([]);
  const shape = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    headings: document.querySelectorAll('h1').length,
    title: document.title.trim().length > 0,
    small: [
      ...document.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), select, textarea, summary'),
    ]
      .filter((element) => {
        const target = element.closest('label') ?? element;
        const { width, height } = target.getBoundingClientRect();
        const inline = getComputedStyle(target).display === 'inline';
        return width > 1 && height > 1 && !inline && (width < 24 || height < 24);
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  }));
  expect.soft(shape, page.url()).toEqual({
    lang: locale,
    dir: locale === 'ar' ? 'rtl' : 'ltr',
    sideways: 0,
    headings: 1,
    title: true,
    small: [],
  });
}
