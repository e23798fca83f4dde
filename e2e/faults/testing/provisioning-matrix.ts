import { mkdtempSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyAudit } from '@/lib/audit';
import { forgetBreakers } from '@/lib/connectors/testing/outside';
import { CutOff } from '@/lib/platform/faults';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { asCustomer } from '@/lib/tenancy';
import { accountFor, type Thing } from './account';
import { isSame, type Disturbance, type Outside, type Place, type Sighting } from './outside';

export type Sql = <Row extends Record<string, unknown>>(text: string, values?: unknown[]) => Promise<Row[]>;

/** One template with everything around it simulated in this process. */
export type Subject = Readonly<{
  template: string;
  sql: Sql;
  outside: Outside;
  /** The ways in which each system can go wrong, by its name. */
  kinds: Readonly<Record<string, readonly string[]>>;
  /** A new customer of its own that has just sent its answers in. */
  submitted: () => Promise<SubmittedFlow>;
  run: (flow: SubmittedFlow) => Promise<void>;
  /** Takes everything back that a finished run has made, as people may ask. */
  undo: (flow: SubmittedFlow) => Promise<void>;
  /** Actions that wait for another system to call us. */
  called: readonly string[];
  /** Does what the run waits for, as the customer or the other system would. */
  help: (flow: SubmittedFlow) => Promise<void>;
  /** Everything that exists in the systems around, once nothing is under way there any more. */
  reality: () => Promise<readonly Thing[]>;
  close: () => Promise<void>;
}>;

/**
 * Whether a run goes forward to its end, turns round at its last blocking action because that fails for good, or goes well
 * and is taken back when people ask for it.
 */
export type Way = 'ahead' | 'failing' | 'asked';

/** Something that goes wrong in a run: a worker that is cut off at a place, another system, or both. */
export type Point = Readonly<{ way: Way; at: string | null; disturbance: Disturbance | null }>;

export const moments = ['beforeEffect', 'afterEffectBeforeReceipt', 'afterReceipt'] as const;
const turnsMax = 60;
/** How long what a run waits for may take to come, which on a busy machine no number of turns can tell. */
const patienceMs = 120_000;

/** Faults after which a second attempt can go well, so that the run has to end as if nothing had happened. */
const passing: ReadonlySet<string> = new Set([
  ...['timeout', 'drip', 'reset', 'garbage', 'after_effect', 'late', 'duplicate', 'out_of_order'],
  ...['status_429', 'status_500', 'status_503'],
]);

/** What has become of a flow, without what differs from one customer to the next. */
type Outcome = Readonly<{
  ends: Readonly<{ run: string; flow: string; customer: string }>;
  actions: Readonly<Record<string, string>>;
  inventory: readonly string[];
  applied: Readonly<Record<string, number>>;
  undone: Readonly<Record<string, number>>;
  ended: number;
}>;

type Driven = Readonly<{ outcome: Outcome; flow: SubmittedFlow; hasCut: boolean; problems: readonly string[] }>;

/** What undisturbed runs of a template come to, and where they pass and whom they ask on each of the ways. */
export type Baseline = Readonly<{
  outcomes: Readonly<Record<Way, Outcome>>;
  failing: string;
  places: readonly Readonly<{ way: Way; place: Place }>[];
  sightings: Readonly<Record<Way, readonly Sighting[]>>;
  problems: readonly string[];
}>;

/** What the template does and asks of others, forward and back, as undisturbed runs show it. */
export async function baselineOf(subject: Subject): Promise<Baseline> {
  const ahead = await drive(subject, [], { way: 'ahead', disturbance: null });
  const seenAhead = subject.outside.sightings;
  const rows = await subject.sql<{ id: string; last: boolean }>(
    `select a.action_id as id, not coalesce((p.value ->> 'nonBlocking')::boolean, false) as last
     from provisioning_actions a join provisioning_runs r on r.tenant_id = a.tenant_id and r.id = a.run_id
     cross join lateral jsonb_array_elements(r.plan -> 'actions') p(value)
     where a.run_id = $1 and p.value ->> 'id' = a.action_id order by a.position`,
    [ahead.flow.runId],
  );
  const ids = rows.map(({ id }) => id);
  const failing = rows.findLast(({ last }) => last)?.id ?? '';
  const back = await drive(subject, [failure(failing)], { way: 'failing', disturbance: null });
  const seenBack = subject.outside.sightings;
  const asked = await drive(subject, [], { way: 'asked', disturbance: null });
  const seenAsked = subject.outside.sightings;
  const problems = [...ahead.problems, ...back.problems, ...asked.problems];
  if (ahead.outcome.ends.run !== 'done') problems.push(`undisturbed it is ${JSON.stringify(ahead.outcome)}`);
  if (back.outcome.ends.run === 'done') problems.push(`${failing} does not fail`);
  if (asked.outcome.ends.run !== 'undone') problems.push(`taken back it is ${JSON.stringify(asked.outcome)}`);
  const turned = Object.keys(back.outcome.undone);
  return {
    outcomes: { ahead: ahead.outcome, failing: back.outcome, asked: asked.outcome },
    failing,
    problems: problems.map((problem) => `${subject.template} undisturbed: ${problem}`),
    places: [
      ...ids
        .filter((id) => ahead.outcome.actions[id] === 'verified')
        .map((action) => ({ way: 'ahead' as const, place: { action, way: 'apply' as const } })),
      ...turned.map((action) => ({ way: 'failing' as const, place: { action, way: 'undo' as const } })),
      // What a failure leaves standing, by the template's rule, is taken back when people ask for it.
      ...Object.keys(asked.outcome.undone)
        .filter((action) => !turned.includes(action))
        .map((action) => ({ way: 'asked' as const, place: { action, way: 'undo' as const } })),
    ],
    sightings: { ahead: seenAhead, failing: seenBack, asked: seenAsked },
  };
}

/**
 * Lets one thing go wrong and the next worker go on; says everything that is then not as it must be. Where another
 * attempt can go well, the run has to end as an undisturbed one does; otherwise it has to end by the template's rule, with
 * everything that it has made accounted for.
 */
export async function tryPoint(subject: Subject, baseline: Baseline, point: Point): Promise<readonly string[]> {
  const { way, at, disturbance } = point;
  const faults = [
    ...(at === null ? [] : [{ at, do: 'cut' }]),
    ...(way === 'failing' ? [failure(baseline.failing)] : []),
  ];
  const { outcome, flow, hasCut, problems: found } = await drive(subject, faults, point);
  // A page instead of an answer is what the vendor shows at a wrong address, and a check that looks for that may say so.
  const isMistaken = disturbance?.kind === 'garbage' && outcome.ends.run !== baseline.outcomes[way].ends.run;
  const isPassing = disturbance === null || (!disturbance.lasts && passing.has(disturbance.kind) && !isMistaken);
  const problems: string[] = [...found];
  if (at !== null && isPassing && !hasCut) problems.push('the worker never came there');
  if (disturbance !== null && subject.outside.fired === 0) problems.push('no request went wrong');
  if (isPassing) {
    const wanted = baseline.outcomes[way];
    for (const key of ['ends', 'actions', 'inventory', 'applied', 'undone', 'ended'] as const) {
      const [is, should] = [JSON.stringify(outcome[key]), JSON.stringify(wanted[key])];
      if (is !== should) problems.push(`${key} is ${is} and should be ${should}`);
    }
  } else if (outcome.ended !== (way === 'asked' ? 2 : 1))
    problems.push(`it ended ${outcome.ended} times as ${JSON.stringify(outcome.ends)}`);
  const verdict = await asCustomer(flow.tenantId, 'verify', (tx) => verifyAudit(tx, flow.tenantId));
  if (!verdict.intact) problems.push('the audit chain is broken');
  return problems.map((problem) => `${subject.template} ${nameOf(point)}: ${problem}`);
}

/** How a point is called in reports. */
export function nameOf({ at, disturbance }: Point): string {
  if (disturbance === null) return at ?? '';
  const { kind, place, request, system, lasts } = disturbance;
  const wrong = `${place.way}:${place.action} ${system}#${request} ${kind}${lasts ? ' for good' : ''}`;
  return at === null ? wrong : `${wrong} and ${at}`;
}

/** What a place asks of one system, in the order of the requests. */
export const requestsAt = (sightings: readonly Sighting[], place: Place): readonly Sighting[] =>
  sightings.filter((one) => isSame(one.place, place));

const failure = (action: string) => ({ at: `apply:${action}:beforeEffect`, do: 'fail', times: 10_000 });

/** Runs one flow to its end: whoever is cut off is followed by the next worker, and what it waits for comes. */
async function drive(
  subject: Subject,
  faults: readonly Readonly<{ at: string; do: string; times?: number }>[],
  { way, disturbance }: Pick<Point, 'way' | 'disturbance'>,
): Promise<Driven> {
  const folder = mkdtempSync(path.join(tmpdir(), 'portico-matrix-'));
  const file = path.join(folder, 'faults.json');
  writeFileSync(file, JSON.stringify(faults));
  const before = process.env.PORTICO_FAULTS;
  process.env.PORTICO_FAULTS = file;
  try {
    const flow = await subject.submitted();
    const stood = await subject.reality();
    forgetBreakers();
    subject.outside.begin(flow.runId, disturbance);
    let next = subject.run;
    let isAsked = way !== 'asked';
    let patientUntil: number | null = null;
    for (let turn = 0; turn < turnsMax;) {
      try {
        await next(flow);
      } catch (error) {
        if (!(error instanceof CutOff)) throw error;
      }
      const [run] = await subject.sql<{ status: string }>('select status from provisioning_runs where id = $1', [
        flow.runId,
      ]);
      next = subject.run;
      if (run?.status === 'done' && !isAsked) {
        isAsked = true;
        next = subject.undo;
        continue;
      }
      if (['done', 'undone', 'held'].includes(run?.status ?? '')) break;
      if (run?.status !== 'waiting') {
        turn += 1;
        continue;
      }
      patientUntil ??= Date.now() + patienceMs;
      if (Date.now() > patientUntil) break;
      await subject.help(flow);
      await sleep(20);
    }
    subject.outside.end();
    const outcome = await outcomeOf(subject, flow);
    return {
      outcome,
      flow,
      hasCut: existsSync(`${file}.fired/0-0`),
      problems: await accounted(subject, flow, outcome, { stood, isDoubled: disturbance?.kind === 'duplicate' }),
    };
  } finally {
    if (before === undefined) delete process.env.PORTICO_FAULTS;
    else process.env.PORTICO_FAULTS = before;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything about an ended run that is not as its inventory says; and whether it has ended. */
async function accounted(
  subject: Subject,
  { runId }: SubmittedFlow,
  { ends, actions }: Outcome,
  { stood, isDoubled }: Readonly<{ stood: readonly Thing[]; isDoubled: boolean }>,
): Promise<readonly string[]> {
  const inventory = await subject.sql<{ kind: string; name: string; status: string }>(
    'select kind, name, status from inventory_items where run_id = $1',
    [runId],
  );
  const now = await subject.reality();
  // A version of a secret that its store was asked for twice holds the same value, and no store takes one away alone.
  const [before, after] = isDoubled ? [withoutTwins(stood), withoutTwins(now)] : [stood, now];
  const problems = accountFor(before, after, { status: ends.run, inventory });
  const open = Object.entries(actions).filter(([, status]) => ['working', 'paused', 'undoing'].includes(status));
  return [
    ...problems,
    ...(['done', 'undone', 'held'].includes(ends.run) ? [] : [`the run is stuck at ${ends.run}`]),
    ...open.map(([id, status]) => `${id} is stuck at ${status}`),
  ];
}

function withoutTwins(things: readonly Thing[]): readonly Thing[] {
  const seen = new Set<string>();
  return things.filter(({ identity }) => {
    if (!identity.startsWith('value ')) return true;
    const isFirst = !seen.has(identity);
    seen.add(identity);
    return isFirst;
  });
}

async function outcomeOf({ sql }: Subject, { flowId, runId }: SubmittedFlow): Promise<Outcome> {
  const [ends] = await sql<{ run: string; flow: string; customer: string }>(
    `select r.status as run, f.status as flow, c.status as customer from provisioning_runs r
     join onboarding_flows f on f.id = r.flow_id join customers c on c.tenant_id = r.tenant_id where r.id = $1`,
    [runId],
  );
  const actions = await sql<{ id: string; status: string }>(
    'select action_id as id, status from provisioning_actions where run_id = $1 order by position',
    [runId],
  );
  const items = await sql<{ item: string }>(
    `select action_id || ' ' || kind || ' ' || status as item from inventory_items where run_id = $1 order by 1`,
    [runId],
  );
  const told = async (name: string): Promise<Record<string, number>> =>
    Object.fromEntries(
      (
        await sql<{ id: string; count: number }>(
          `select details ->> 'actionId' as id, count(*)::int as count from events
           where flow_id = $1 and name = $2 group by 1 order by 1`,
          [flowId, name],
        )
      ).map(({ id, count }) => [id, count]),
    );
  const [ended] = await sql<{ count: number }>(
    `select count(*)::int as count from events where flow_id = $1 and name in ('run.done', 'run.undone', 'run.held')`,
    [flowId],
  );
  return {
    ends: ends ?? { run: '', flow: '', customer: '' },
    actions: Object.fromEntries(actions.map(({ id, status }) => [id, status])),
    inventory: items.map(({ item }) => item),
    applied: await told('action.applied'),
    undone: await told('action.undone'),
    ended: ended?.count ?? 0,
  };
}
