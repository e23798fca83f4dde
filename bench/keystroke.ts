import { cpus, loadavg } from 'node:os';
import process from 'node:process';
import type { Browser } from '@playwright/test';
import type { Contestant } from './forms/bundle';
import { MeasuredPage, openBrowser } from './forms/driver';
import { option, report } from './forms/rounds';
import { servePages } from './forms/serve';
import { visibleFields, workload } from './forms/workload';
import { median, round } from './measuring/measure';

/**
 * `npm run bench -- keystroke [--json] [--rounds 3] [--largest 1000]`: what one key costs in a long page of questions
 * drawn by the product's own form, in thread CPU of Chromium, beside the same page as plain native elements (the floor)
 * and in SurveyJS, React JSON Schema Form and JSON Forms, in the same run. A figure counts only if every page shows the
 * questions that the plainest reading of the rules shows.
 */
const rounds = option('rounds', 3);
const largest = option('largest', 1000);
const rivals = ['survey', 'rjsf', 'json-forms'] as const;
const compared = Math.min(500, largest);

type Figures = Readonly<{
  scriptMs: number;
  mainThreadMs: number;
  keyP95Ms: number;
  toggleMs: number;
  toggleScriptMs: number;
  /** Renders of questions in one key, and in bringing up a chain of five. */
  keyRenders: number;
  toggleRenders: number;
}>;

const pages = await servePages(['portico', 'plain', ...rivals]);
const browser = await openBrowser();
const problems: string[] = [];
const turns: Record<string, Figures[]> = {};
try {
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const size of [10, 100, 500, largest]) await measure(browser, 'portico', size);
    await measure(browser, 'portico', compared, 4);
    for (const size of [compared, largest]) await measure(browser, 'plain', size);
    // One that loses questions while it is used says so itself: its times are printed, its figures are not a goal.
    for (const rival of rivals) await measure(browser, rival, compared);
  }
} finally {
  await browser.close();
  pages.close();
}

const of = (name: string, pick: (each: Figures) => number): number => median((turns[name] ?? []).map(pick));
const script = (name: string) => of(name, ({ scriptMs }) => scriptMs);
const thread = (name: string) => of(name, ({ mainThreadMs }) => mainThreadMs);
const own = problems.filter((problem) => problem.startsWith('portico') || problem.startsWith('plain'));
report({
  bench: 'keystroke',
  correct: own.length === 0,
  ...{ problems: own, rivalsLost: problems.filter((problem) => !own.includes(problem)) },
  growth: round(script(`portico ${largest}`) / script('portico 10')),
  vsSurveyJs: round(script(`portico ${compared}`) / script(`survey ${compared}`)),
  vsRjsf: round(script(`portico ${compared}`) / script(`rjsf ${compared}`)),
  vsJsonForms: round(script(`portico ${compared}`) / script(`json-forms ${compared}`)),
  mainThreadVsPlainDom: round(thread(`portico ${largest}`) / thread(`plain ${largest}`)),
  renders: of(`portico ${largest}`, ({ keyRenders }) => keyRenders),
  toggleRenders: of(`portico ${largest}`, ({ toggleRenders }) => toggleRenders),
  keyP95MsAtQuarterSpeed: round(
    of(`portico ${compared} slow`, ({ keyP95Ms }) => keyP95Ms),
    1,
  ),
  toggleMsAtQuarterSpeed: round(
    of(`portico ${compared} slow`, ({ toggleMs }) => toggleMs),
    1,
  ),
  floor: {
    what: `the same ${largest} questions as native elements with one listener; whole main thread per key`,
    mainThreadMs: round(thread(`plain ${largest}`)),
  },
  perKey: Object.fromEntries(
    Object.keys(turns).map((name) => [name, { scriptMs: round(script(name)), mainThreadMs: round(thread(name)) }]),
  ),
  ...{ rounds, cores: cpus().length, load: round(loadavg()[0] ?? 0, 1), node: process.version },
});

async function measure(chromium: Browser, contestant: Contestant, size: number, slowDown = 1): Promise<void> {
  const name = `${contestant} ${size}${slowDown > 1 ? ' slow' : ''}`;
  const work = workload(size);
  const open = await MeasuredPage.open(chromium, pages.url(contestant, size), slowDown);
  const renders = () => open.page.evaluate(() => window.__bench?.renders?.() ?? 0);
  // The first keys compile the code that the others run.
  await open.type(work.typeInto[0] ?? '', 'warming');
  const begun = await renders();
  const typed = [];
  for (const id of work.typeInto) typed.push(await open.type(id, work.text));
  const keyRenders = ((await renders()) - begun) / (work.text.length * work.typeInto.length);
  const before = await renders();
  const pressed = await open.press(work.toggle);
  const toggleRenders = (await renders()) - before;
  const keys = typed.flatMap(({ keyMs }) => keyMs).sort((left, right) => left - right);
  (turns[name] ??= []).push({
    scriptMs: median(typed.map(({ scriptMs }) => scriptMs)),
    mainThreadMs: median(typed.map(({ mainThreadMs }) => mainThreadMs)),
    keyP95Ms: keys[Math.floor(keys.length * 0.95)] ?? 0,
    ...{ toggleMs: pressed.tookMs, toggleScriptMs: pressed.scriptMs, keyRenders, toggleRenders },
  });
  problems.push(...(await wrongQuestions(open, contestant, size)));
  await open.close();
}

/** Every question that is there and should not be, or the other way round, after what was typed and pressed. */
async function wrongQuestions(open: MeasuredPage, contestant: Contestant, size: number): Promise<readonly string[]> {
  const work = workload(size);
  const ids = work.sections.flatMap(({ fields }) => fields).map(({ id }) => id);
  const seen = await open.page.evaluate((all) => all.filter((id) => window.__bench?.isVisible(id)), ids);
  const first = await open.page.evaluate((id) => window.__bench?.value(id), work.typeInto[0] ?? '');
  const expected = visibleFields(work, { [work.toggle]: true, [work.typeInto[0] ?? '']: first });
  const wrong = ids.filter((id) => expected.has(id) !== seen.includes(id));
  const typed = String(first) === `warming${work.text}` ? [] : [`${contestant} ${size} holds "${String(first)}"`];
  return [...typed, ...(wrong.length > 0 ? [`${contestant} ${size} is wrong about ${wrong.length} questions`] : [])];
}
