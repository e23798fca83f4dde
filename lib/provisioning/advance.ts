import type { Means } from '@/lib/platform/means';
import { customerStatement, Prisma } from '@/lib/tenancy';
import type { Receipt } from './actions/action';
import type { Plan } from './plan';
import type {
  ActionFailure,
  ActionStatus,
  FailureReport,
  Finding,
  RunRecord,
  RunStatus,
  Try,
  WaitFor,
} from './run-record';

/** Something that a run has come to: an audit entry and an event of the same name. */
export type Word = Readonly<{
  name: string;
  details: Readonly<Record<string, unknown>>;
  /** What the audit keeps beside. */
  record?: FailureReport;
}>;

/** What one action has come to. Members that are absent stay as they are. */
export type Change = Readonly<{
  action: string;
  status?: ActionStatus;
  attempts?: number;
  receipt?: Receipt;
  undoReceipt?: Readonly<{ removed: boolean }>;
  error?: ActionFailure | null;
  tries?: readonly Try[];
  undoTries?: readonly Try[];
  finding?: Finding;
  nextAt?: Date;
  waitUntil?: Date;
  ended?: true;
  /** What becomes of the things that it has made. */
  items?: 'removed' | 'kept' | 'unknown';
  words?: readonly Word[];
}>;

export type Next = Readonly<{ action: string; status: ActionStatus; attempts?: number }>;

/** What becomes of the run and of what stands around it. */
export type End = Readonly<{
  status?: RunStatus;
  waitFor?: WaitFor;
  waitUntil?: Date;
  waiting?: string;
  /** When somebody has to look at the run if nobody has until then; two minutes from now otherwise. */
  lookAt?: Date;
  failure?: FailureReport | null;
  ended?: true;
  subject?: string | null;
  flowStatus?: string;
  milestone?: string;
  /** Takes back that the flow was provisioned and that its secrets were shown. */
  withdraw?: true;
  customer?: Readonly<{ from: string; to: string }>;
  /** What becomes of the actions that were not begun. */
  rest?: ActionStatus;
  /** What could not be taken away is tried once more. */
  undoAgain?: true;
  words?: readonly Word[];
}>;

export type Advance = Readonly<{ change?: Change | null; next?: Next; end?: End }>;

/**
 * Stores everything that lies between two actions in one statement. Answers `stop`, and has stored nothing, when another
 * worker has taken the run over or it is no longer in the status that this worker knows.
 */
export async function advance(
  { tenantId, runId, epoch, status }: Pick<RunRecord, 'tenantId' | 'runId' | 'epoch' | 'status'>,
  { change, next, end }: Advance,
  { clock, newId }: Pick<Means, 'clock' | 'newId'>,
): Promise<'go' | 'stop'> {
  const spoken = (words: readonly Word[] | undefined) =>
    words === undefined ? {} : { words: words.map((word) => ({ ...word, audit: newId(), event: newId() })) };
  const changed = change && {
    ...change,
    ...spoken(change.words),
    ...(change.receipt ? { ids: change.receipt.items.map(() => newId()) } : {}),
  };
  const ends = end && {
    ...end,
    ...spoken(end.words),
    ...(end.milestone === undefined ? {} : { milestone: { id: newId(), name: end.milestone } }),
  };
  const [row] = await customerStatement<{ answer: 'go' | 'stop' }>(
    { tenantId, reason: `run:${runId}`, name: 'advance_run' },
    (context) => Prisma.sql`
      select app.advance_run(${context}, ${tenantId}::uuid, ${runId}::uuid, ${epoch}::int, ${status}, ${json(changed)}::jsonb,
        ${json(next)}::jsonb, ${json(ends)}::jsonb, ${clock.now().toISOString()}::timestamptz) as answer`,
  );
  return row?.answer === 'go' ? 'go' : 'stop';
}

/** How a run starts: with this plan, one row per action, and what is told of it. */
export type Started = Readonly<{
  status: RunStatus;
  plan: Plan & Readonly<{ keeps?: readonly string[] }>;
  /** In the plan's order; a receipt where the action has come about in an earlier run. One may be begun at once. */
  actions: readonly Readonly<{ action: string; receipt?: Receipt | null; status?: 'working'; attempts?: number }>[];
  /** The flow's status from now on; null leaves it alone. */
  flowStatus: string | null;
  word: Word;
}>;

/** Freezes the plan of a run and starts it. Answers `stop` when somebody else has done so. */
export async function begin(
  { tenantId, runId, epoch }: Pick<RunRecord, 'tenantId' | 'runId' | 'epoch'>,
  started: Started,
  { clock, newId }: Pick<Means, 'clock' | 'newId'>,
): Promise<'go' | 'stop'> {
  const actions = started.actions.map((action) => ({ id: newId(), ...action }));
  const word = { ...started.word, audit: newId(), event: newId() };
  const [row] = await customerStatement<{ answer: 'go' | 'stop' }>(
    { tenantId, reason: `run:${runId}`, name: 'begin_run' },
    (context) => Prisma.sql`
      select app.begin_run(${context}, ${tenantId}::uuid, ${runId}::uuid, ${epoch}::int, ${started.status},
        ${json(started.plan)}::jsonb, ${json(actions)}::jsonb, ${started.flowStatus}, ${json(word)}::jsonb,
        ${clock.now().toISOString()}::timestamptz) as answer`,
  );
  return row?.answer === 'go' ? 'go' : 'stop';
}

const json = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value));
