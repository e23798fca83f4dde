import { cpus, loadavg } from 'node:os';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { productWorld } from '@/e2e/faults/testing/product-world';
import { disconnect } from '@/lib/platform/db';
import { startInstance } from '@/scripts/testing/instance';
import { option, report, type Result } from './forms/rounds';
import { correctness } from './measuring/correctness';
import { round } from './measuring/measure';
import { ActionSaver } from './measuring/savers';

/**
 * `npm run bench -- sessions [--json] [--sessions 1000] [--seconds 60] [--every 5]`: so many signed-in people, each with
 * a flow of their own, who save a page every five seconds through the product's own server action; then the same people
 * without a pause between their saves. A save counts from the moment at which it was due, so that a server that keeps
 * people waiting cannot hide it. The figures count only if every acknowledged save is stored, audited and recorded once.
 */
const sessions = option('sessions', 1000);
const seconds = option('seconds', 60);
const everyMs = option('every', 5) * 1000;
const impatientSeconds = option('impatient', Math.max(5, Math.round(seconds / 3)));

type Times = Readonly<{ p50Ms: number; p95Ms: number; p99Ms: number; maxMs: number; saves: number; failed: number }>;

let result: Result = { correct: false };
const instance = await startInstance();
try {
  const { customer } = await productWorld(instance);
  const people: ActionSaver[] = [];
  await inTurns(sessions, 8, async (index) => {
    const saver = new ActionSaver(instance.url, await customer(`session_${index}`));
    await saver.learn();
    people.push(saver);
  });
  const paced = await pacedSaves(people);
  const impatient = await impatientSaves(people);
  const problems = await correctness(instance, people);
  await Promise.all(people.map(({ browser }) => browser.close()));
  await disconnect();
  const lost = problems.filter((problem) => /stored|acknowledged/.test(problem)).length;
  result = {
    bench: 'sessions',
    correct: problems.length === 0 && paced.failed === 0,
    problems: problems.slice(0, 10),
    ...{ p95Ms: impatient.p95Ms, p99Ms: paced.p99Ms, maxMs: Math.max(paced.maxMs, impatient.maxMs), lost },
    paced: { ...paced, everyMs },
    impatient,
    floor: { what: 'one save per five seconds and person must be under 100 ms at the 99th percentile' },
    ...{ sessions, seconds, cores: cpus().length, load: round(loadavg()[0] ?? 0, 1), node: process.version },
  };
} finally {
  await instance.stop();
}
report(result);

/** Everybody saves once in every interval, each at a moment of their own. */
async function pacedSaves(people: readonly ActionSaver[]): Promise<Times> {
  const begun = performance.now();
  const times: number[] = [];
  let failed = 0;
  await Promise.all(
    people.map(async (person, index) => {
      for (let due = (index / people.length) * everyMs; due < seconds * 1000; due += everyMs) {
        await sleep(Math.max(0, begun + due - performance.now()));
        if (!(await person.once())) failed += 1;
        times.push(performance.now() - begun - due);
      }
    }),
  );
  return timesOf(times, failed);
}

/** Everybody saves again as soon as they were answered. */
async function impatientSaves(people: readonly ActionSaver[]): Promise<Times> {
  const until = performance.now() + impatientSeconds * 1000;
  const times: number[] = [];
  let failed = 0;
  await Promise.all(
    people.map(async (person) => {
      while (performance.now() < until) {
        const begun = performance.now();
        if (!(await person.once())) failed += 1;
        times.push(performance.now() - begun);
      }
    }),
  );
  return timesOf(times, failed);
}

function timesOf(times: number[], failed: number): Times {
  times.sort((left, right) => left - right);
  const at = (share: number) => round(times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0, 1);
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: at(1), saves: times.length, failed };
}

/** Does something so many times, a few of them at once. */
async function inTurns(count: number, atOnce: number, act: (index: number) => Promise<void>): Promise<void> {
  let begun = 0;
  await Promise.all(
    Array.from({ length: Math.min(atOnce, count) }, async () => {
      while (begun < count) {
        begun += 1;
        await act(begun);
      }
    }),
  );
}
