import { chromium } from '@playwright/test';
import { ensureBrowser, noBrowser } from '@/scripts/lib/browser';
import { startInstance } from '@/scripts/testing/instance';
import { FaultsFile } from './faults-file';
import { answersOf } from './wizard-answers';
import { play, type Played } from './wizard-events';
import { isDeath, type Point } from './wizard-plan';
import { typedOf } from './wizard-visitor';
import { wizardWorld, type Customer, type WizardWorld } from './wizard-world';

export type WizardResult = Readonly<{
  points: number;
  withJavaScript: number;
  /** Event → the states that the product named, each with how often. */
  landed: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Pages that were acknowledged before or after an event and looked up again in the end. */
  acknowledgedPages: number;
  /** The most typing that closing a tab lost, and at how many points it was measured. */
  typingLostMaxMs: number;
  typingMeasured: number;
  durationMs: number;
  problems: readonly string[];
}>;

type Outcome = Readonly<{ point: Point; played: Played | null; pages: number; problem: string | null }>;

/**
 * Starts the product, plays each point with a customer and a browser of its own, and looks afterwards whether everything
 * that was acknowledged is stored as it was said. Deaths come one by one; the rest goes on two at a time.
 */
export async function runWizardFaults(points: readonly Point[]): Promise<WizardResult> {
  const began = Date.now();
  const executablePath = await ensureBrowser();
  if (!executablePath) throw new Error(noBrowser);
  const faults = new FaultsFile();
  const instance = await startInstance({ PORTICO_FAULTS: faults.file });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const here = await wizardWorld(instance, faults, browser);
    const outcomes: Outcome[] = [];
    for (const point of points.filter(isDeath)) outcomes.push(await onePoint(here, point));
    const rest = points.filter((point) => !isDeath(point));
    const lane = async (): Promise<void> => {
      for (let point = rest.shift(); point; point = rest.shift()) outcomes.push(await onePoint(here, point));
    };
    await Promise.all([lane(), lane()]);
    return summary(points, outcomes, Date.now() - began);
  } finally {
    await browser.close();
    await instance.stop();
    faults.remove();
  }
}

async function onePoint(here: WizardWorld, point: Point): Promise<Outcome> {
  const { stepId, event, javaScript } = point;
  const name = `${event} at ${stepId} ${javaScript ? 'with' : 'without'} JavaScript`;
  try {
    await here.instance.untilReady();
    const customer = await here.customer(stepId);
    const answers = answersOf(customer.mark)[stepId] ?? {};
    const before = await here.stored(customer.flowId);
    const path = `/en/flows/${customer.flowId}/${stepId}`;
    const visitor = await here.visitor(customer.owner, javaScript);
    try {
      await visitor.see(path);
      const scene = { here, point, customer, visitor, path, answers, typed: typedOf(answers) };
      const played = await play(scene);
      const problem = await wrong(here, customer, before, stepId, answers, played);
      if (process.env.FAULTS_VERBOSE) console.error(`${problem ?? 'ok'}: ${name}: ${played.landed}`);
      return { point, played, pages: Object.keys(before).length + 1, problem: problem && `${name}: ${problem}` };
    } catch (error) {
      throw new Error(`${String(error).slice(0, 600)} (on ${await visitor.heading()})`, { cause: error });
    } finally {
      await visitor.close();
    }
  } catch (error) {
    if (process.env.FAULTS_VERBOSE) console.error(`failed: ${name}: ${String(error)}`);
    return { point, played: null, pages: 0, problem: `${name}: ${String(error)}` };
  }
}

/** What is stored otherwise than it was acknowledged, on the pages before and on this one; null when all is well. */
async function wrong(
  here: WizardWorld,
  { flowId }: Customer,
  before: Awaited<ReturnType<WizardWorld['stored']>>,
  stepId: string,
  answers: Readonly<Record<string, unknown>>,
  { stored = 'answers', lostMs = 0 }: Played,
): Promise<string | null> {
  const now = await here.stored(flowId);
  for (const [name, data] of Object.entries(before)) {
    if (name !== stepId && JSON.stringify(now[name]) !== JSON.stringify(data)) {
      return `${name} was ${JSON.stringify(data)} and is ${JSON.stringify(now[name])}`;
    }
  }
  if (lostMs > 2000) return `${lostMs} ms of typing are lost`;
  const page = now[stepId] ?? {};
  if (stored === 'nothing') {
    return Object.keys(page).length > 0 ? `something was saved: ${JSON.stringify(page)}` : null;
  }
  for (const [field, typed] of Object.entries(stored === 'answers' ? answers : stored)) {
    if (!says(page[field], typed)) return `${field} was ${JSON.stringify(typed)} and is ${JSON.stringify(page[field])}`;
  }
  return null;
}

function says(stored: unknown, typed: unknown): boolean {
  if (typed === 'true') return stored === true || (typeof stored === 'string' && stored !== '');
  if (typeof stored === 'boolean') return stored === (typed === 'yes');
  if (Array.isArray(typed)) return JSON.stringify(stored) === JSON.stringify(typed);
  return String(stored) === typed;
}

function summary(points: readonly Point[], outcomes: readonly Outcome[], durationMs: number): WizardResult {
  const landed: Record<string, Record<string, number>> = {};
  for (const { point, played } of outcomes) {
    if (!played) continue;
    const states = (landed[point.event] ??= {});
    states[played.landed] = (states[played.landed] ?? 0) + 1;
  }
  const losses = outcomes.flatMap(({ played }) => played?.lostMs ?? []);
  return {
    points: points.length,
    withJavaScript: points.filter(({ javaScript }) => javaScript).length,
    landed,
    acknowledgedPages: outcomes.reduce((sum, { pages }) => sum + pages, 0),
    typingLostMaxMs: Math.round(Math.max(0, ...losses)),
    typingMeasured: losses.length,
    durationMs,
    problems: outcomes.flatMap(({ problem }) => problem ?? []),
  };
}

/** One result of several that ran side by side. */
export function mergeResults(results: readonly WizardResult[]): WizardResult {
  const landed: Record<string, Record<string, number>> = {};
  for (const [event, states] of results.flatMap((result) => Object.entries(result.landed))) {
    const all = (landed[event] ??= {});
    for (const [state, times] of Object.entries(states)) all[state] = (all[state] ?? 0) + times;
  }
  const sum = (of: (result: WizardResult) => number): number => results.reduce((total, each) => total + of(each), 0);
  return {
    points: sum(({ points }) => points),
    withJavaScript: sum(({ withJavaScript }) => withJavaScript),
    landed,
    acknowledgedPages: sum(({ acknowledgedPages }) => acknowledgedPages),
    typingLostMaxMs: Math.max(...results.map(({ typingLostMaxMs }) => typingLostMaxMs)),
    typingMeasured: sum(({ typingMeasured }) => typingMeasured),
    durationMs: Math.max(...results.map(({ durationMs }) => durationMs)),
    problems: results.flatMap(({ problems }) => problems),
  };
}
