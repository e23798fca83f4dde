import { runProgram } from '@/scripts/testing/run-program';
import { mergeResults, runWizardFaults, type WizardResult } from './testing/wizard-faults';
import { isDeath, plan, type Point } from './testing/wizard-plan';

/**
 * `npm run faults -- wizard [--sample] [--json]`: a whole product and a real browser, and two hundred points at which
 * something happens to somebody in the middle of a page: the server dies, the network goes, the session ends, a colleague
 * answers the same, the product is updated. Fails when an acknowledged answer was lost or overwritten in silence, when more
 * than two seconds of typing were lost, or when the product did not name what had happened. The whole run starts three
 * products side by side, because a server that dies often is started again ever more slowly.
 */
const seed = 20_261_121;
const parts = ['deaths-0', 'deaths-1', 'rest'] as const;
const wholeMs = 45 * 60_000;

const given = (name: string): string | undefined =>
  process.argv.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3);

/** The points of one part; `--only` leaves one kind of event, for looking at it closely. */
function pointsOf(part: string | undefined): readonly Point[] {
  const only = given('only');
  const all = plan(process.argv.includes('--sample') ? 12 : 200, seed).filter(
    ({ event }) => only === undefined || event === only,
  );
  if (part === undefined) return all;
  const [kind, half] = part.split('-');
  return kind === 'rest'
    ? all.filter((point) => !isDeath(point))
    : all.filter(isDeath).filter((_, index) => index % 2 === Number(half));
}

async function wholeRun(): Promise<WizardResult> {
  const run = (part: string) =>
    runProgram<WizardResult>('e2e/faults/wizard.ts', [`--part=${part}`, ...process.argv.slice(2)], wholeMs);
  return mergeResults(await Promise.all(parts.map(run)));
}

const inOne = process.argv.includes('--sample') || given('part') !== undefined || given('only') !== undefined;
const result = inOne ? await runWizardFaults(pointsOf(given('part'))) : await wholeRun();
const good = result.problems.length === 0 && result.points > 0;
console.log(JSON.stringify({ good, seed, ...result }, null, process.argv.includes('--json') ? 0 : 2));
process.exit(good ? 0 : 1);
