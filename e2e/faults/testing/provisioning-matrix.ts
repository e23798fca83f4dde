import { mkdtempSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyAudit } from '@/lib/audit';
import { CutOff } from '@/lib/platform/faults';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { asCustomer } from '@/lib/tenancy';

type Sql = <Row extends Record<string, unknown>>(text: string, values?: unknown[]) => Promise<Row[]>;

/** One template with everything around it simulated in this process. */
export type Subject = Readonly<{
  template: string;
  sql: Sql;
  /** A new customer of its own that has just sent its answers in. */
  submitted: () => Promise<SubmittedFlow>;
  run: (flow: SubmittedFlow) => Promise<void>;
  /** Does what the run waits for, as the customer or the other system would. */
  help: (flow: SubmittedFlow) => Promise<void>;
  close: () => Promise<void>;
}>;

/** A place at which a worker is cut off, on the way forward or, once `failing` has failed for good, on the way back. */
export type Point = Readonly<{ at: string; failing: string | null }>;

const moments = ['beforeEffect', 'afterEffectBeforeReceipt', 'afterReceipt'];
const turnsMax = 60;

/** What has become of a flow, without what differs from one customer to the next. */
type Outcome = Readonly<{
  ends: Readonly<{ run: string; flow: string; customer: string }>;
  actions: Readonly<Record<string, string>>;
  inventory: readonly string[];
  applied: Readonly<Record<string, number>>;
  undone: Readonly<Record<string, number>>;
  ended: number;
}>;

/** What undisturbed runs of a template come to: one that goes well, and one that fails at its last blocking action. */
export type Baseline = Readonly<{ forward: Outcome; back: Outcome; failing: string; points: readonly Point[] }>;

/** Every place around every action of the template, forward and back, after undisturbed runs have shown which there are. */
export async function baselineOf(subject: Subject): Promise<Baseline> {
  const { outcome: forward, flow } = await drive(subject, []);
  const rows = await subject.sql<{ id: string; last: boolean }>(
    `select a.action_id as id, not coalesce((p.value ->> 'nonBlocking')::boolean, false) as last
     from provisioning_actions a join provisioning_runs r on r.tenant_id = a.tenant_id and r.id = a.run_id
     cross join lateral jsonb_array_elements(r.plan -> 'actions') p(value)
     where a.run_id = $1 and p.value ->> 'id' = a.action_id order by a.position`,
    [flow.runId],
  );
  const ids = rows.map(({ id }) => id);
  const failing = rows.findLast(({ last }) => last)?.id ?? '';
  const { outcome: back } = await drive(subject, [failure(failing)]);
  const applied = ids.filter((id) => forward.actions[id] === 'verified');
  const undone = Object.keys(back.undone);
  const points = [
    ...applied.flatMap((id) => moments.map((moment): Point => ({ at: `apply:${id}:${moment}`, failing: null }))),
    ...undone.flatMap((id) => moments.map((moment): Point => ({ at: `undo:${id}:${moment}`, failing }))),
  ];
  return { forward, back, failing, points };
}

/** Cuts a worker off at one place and lets another go on; says everything that is then not as in an undisturbed run. */
export async function tryPoint(subject: Subject, baseline: Baseline, point: Point): Promise<readonly string[]> {
  const faults = [{ at: point.at, do: 'cut' }, ...(point.failing === null ? [] : [failure(point.failing)])];
  const { outcome, flow, fired } = await drive(subject, faults);
  const wanted = point.failing === null ? baseline.forward : baseline.back;
  const say = (text: string): string => `${subject.template} ${point.at}: ${text}`;
  const problems: string[] = fired ? [] : [say('the worker never came there')];
  for (const key of ['ends', 'actions', 'inventory', 'applied', 'undone', 'ended'] as const) {
    const [is, should] = [JSON.stringify(outcome[key]), JSON.stringify(wanted[key])];
    if (is !== should) problems.push(say(`${key} is ${is} and should be ${should}`));
  }
  const verdict = await asCustomer(flow.tenantId, 'verify', (tx) => verifyAudit(tx, flow.tenantId));
  if (!verdict.intact) problems.push(say('the audit chain is broken'));
  return problems;
}

const failure = (action: string) => ({ at: `apply:${action}:beforeEffect`, do: 'fail', times: 10_000 });

/** Runs one flow to its end: whoever is cut off is followed by the next worker, and what it waits for comes. */
async function drive(
  subject: Subject,
  faults: readonly Readonly<{ at: string; do: string; times?: number }>[],
): Promise<Readonly<{ outcome: Outcome; flow: SubmittedFlow; fired: boolean }>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'portico-matrix-'));
  const file = path.join(folder, 'faults.json');
  writeFileSync(file, JSON.stringify(faults));
  const before = process.env.PORTICO_FAULTS;
  process.env.PORTICO_FAULTS = file;
  try {
    const flow = await subject.submitted();
    for (let turn = 0; turn < turnsMax; turn += 1) {
      try {
        await subject.run(flow);
      } catch (error) {
        if (!(error instanceof CutOff)) throw error;
      }
      const [run] = await subject.sql<{ status: string }>('select status from provisioning_runs where id = $1', [
        flow.runId,
      ]);
      if (['done', 'undone', 'held'].includes(run?.status ?? '')) break;
      if (run?.status !== 'waiting') continue;
      await subject.help(flow);
      await sleep(20);
    }
    return { outcome: await outcomeOf(subject, flow), flow, fired: existsSync(`${file}.fired/0-0`) };
  } finally {
    if (before === undefined) delete process.env.PORTICO_FAULTS;
    else process.env.PORTICO_FAULTS = before;
    rmSync(folder, { recursive: true, force: true });
  }
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
