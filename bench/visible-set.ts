import process from 'node:process';
import { compileDefinition, walk, type Answers } from '@/lib/flow-definition';
import { MeasuredPage, openBrowser } from './forms/driver';
import { option, report } from './forms/rounds';
import { servePages } from './forms/serve';
import { definitionOf, visibleFields, workload, type WorkField, type WorkValues } from './forms/workload';

/**
 * `npm run bench -- visible-set [--json] [--edits 10000] [--size 500] [--seed 7]`: so many random edits in a page drawn
 * by the product's own form in Chromium. After each one the questions on the page, and what their controls hold, are
 * compared with what the server's walk says and with the plainest reading of the rules.
 */
const edits = option('edits', 10_000);
const size = option('size', 500);
const seed = option('seed', 7);
const batch = 250;

const work = workload(size);
const fields = work.sections.flatMap((section) => section.fields);
const compiled = compileDefinition(definitionOf(work));
const random = numbersFrom(seed);
const pages = await servePages(['portico']);
const browser = await openBrowser();
const differences: string[] = [];
let values: WorkValues = {};
let done = 0;
let changed = 0;
let before = '';
try {
  const { page } = await MeasuredPage.open(browser, pages.url('portico', size));
  while (done < edits) {
    const wanted = planned(Math.min(batch, edits - done));
    const seen = await page.evaluate(
      async (list) => {
        const bench = window.__bench;
        if (!bench) return [];
        const shown: (readonly [visible: string[], held: (string | boolean | undefined)[]])[] = [];
        for (const { id, value, ids } of list) {
          const [control] = [...document.getElementsByName(id)];
          if (typeof value === 'boolean')
            document.querySelector<HTMLInputElement>(`[name="${id}"][value="${value ? 'yes' : 'no'}"]`)?.click();
          else if (control instanceof HTMLInputElement && control.type === 'radio')
            document.querySelector<HTMLInputElement>(`[name="${id}"][value="${value}"]`)?.click();
          else if (control instanceof HTMLInputElement) {
            Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(control, value);
            control.dispatchEvent(new Event('input', { bubbles: true }));
          }
          // The page draws what changed in the microtasks that follow the event.
          await new Promise((next) => setTimeout(next, 0));
          const visible = ids.filter((each) => bench.isVisible(each));
          shown.push([visible, visible.map((each) => bench.value(each))]);
        }
        return shown;
      },
      wanted.map(({ id, value }) => ({ id, value, ids: fields.map((field) => field.id) })),
    );
    for (const [index, step] of wanted.entries()) compare(step, seen[index] ?? [[], []]);
    done += wanted.length;
  }
} finally {
  await browser.close();
  pages.close();
}
report({
  bench: 'visible-set',
  // A run in which nothing ever appeared or went would prove nothing.
  correct: differences.length === 0 && changed > edits / 100,
  differences: differences.length,
  ...{ edits: done, changedTheSet: changed, size, seed, first: differences.slice(0, 5), node: process.version },
  floor: { what: 'the plainest reading of the rules, and the walk that the server takes' },
});

type Edit = Readonly<{ id: string; value: string | boolean; values: WorkValues }>;

/** Edits of questions that are there at that moment, as a person could make them. */
function planned(count: number): readonly Edit[] {
  const list: Edit[] = [];
  for (let index = 0; index < count; index += 1) {
    const visible = [...visibleFields(work, values)];
    const chains = visible.filter((id) => /root$|d\d$|^s0t0$/.test(id));
    const from = random() < 0.85 ? chains : visible;
    const field = fields.find(({ id }) => id === from[Math.floor(random() * from.length)]);
    if (!field) continue;
    const value = valueFor(field);
    values = { ...values, [field.id]: value };
    list.push({ id: field.id, value, values });
  }
  return list;
}

function valueFor({ id, type, options }: WorkField): string | boolean {
  if (type === 'boolean') return random() < 0.6;
  if (type === 'select') return options[Math.floor(random() * options.length)] ?? '';
  if (type === 'number') return String(Math.floor(random() * 1000));
  if (id === 's0t0') return random() < 0.4 ? 'none' : 'some';
  return `text ${Math.floor(random() * 1000)}`;
}

function compare(
  { id, value, values: known }: Edit,
  [visible, held]: readonly [string[], (string | boolean | undefined)[]],
): void {
  const there = visibleFields(work, known);
  const expected = fields.filter(({ id: name }) => there.has(name));
  const names = expected.map((field) => field.id).join();
  if (names !== before) changed += 1;
  before = names;
  const step = walk(compiled, answersOf(known), {
    continued: {},
    milestones: {},
    customer: {},
    flow: {},
    today: '2026-11-21',
  }).steps[0];
  const where = `after ${id} = ${String(value)}`;
  if (visible.join() !== names) differences.push(`${where} the page shows other questions`);
  if (step?.visibleFields.join() !== names) differences.push(`${where} the server asks other questions`);
  const shown = new Map(visible.map((name, index) => [name, held[index]]));
  for (const field of expected) {
    const said = known[field.id] ?? field.initial;
    if (said !== undefined && shown.get(field.id) !== said) {
      differences.push(`${where} ${field.id} holds ${String(shown.get(field.id))} instead of ${String(said)}`);
    }
  }
}

/** What was said, as the server stores it. */
function answersOf(known: WorkValues): Answers {
  return Object.fromEntries(
    fields.flatMap(({ id, type }) => {
      const said = known[id];
      return said === undefined ? [] : [[id, type === 'number' ? Number(said) : said]];
    }),
  );
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function numbersFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
