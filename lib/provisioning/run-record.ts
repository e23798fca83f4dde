import type { TenantTx } from '@/lib/tenancy';
import type { OutputValue, Receipt } from './actions/action';
import type { Plan, PlannedAction } from './plan';

export type RunStatus = 'planned' | 'running' | 'waiting' | 'done' | 'undoing' | 'undone' | 'held';
/** `dry_run` only looks; `offboarding` takes away what the inventory names. */
export type RunKind = 'set_up' | 'dry_run' | 'offboarding';
export type ActionStatus =
  | 'waiting'
  | 'working'
  | 'paused'
  | 'applied'
  | 'verified'
  | 'failed'
  | 'skipped'
  | 'undoing'
  | 'undone'
  | 'kept'
  | 'undo_failed';

/** What went wrong with one action: a code of `provisioning.failure` with harmless values. */
export type ActionFailure = Readonly<{ code: string; args: Readonly<Record<string, string | number>> }>;

/** Attempts in a row that failed in the same way. `counts` is false for those that only were asked to be slower. */
export type Try = Readonly<{ at: string; last: string; code: string; times: number; counts: boolean }>;

/** What a dry run has seen: the action would make something, finds it there, would wait for somebody, or would fail. */
export type Finding = Readonly<{ result: 'would_create' | 'exists' | 'would_wait' | 'would_fail' }>;

export type WaitFor = 'delivery' | 'approval' | 'processing';

export type RunRef = Readonly<{ tenantId: string; runId: string }>;

export type ActionRecord = Readonly<{
  planned: PlannedAction;
  position: number;
  status: ActionStatus;
  attempts: number;
  receipt: Receipt | null;
  undoReceipt: Readonly<{ removed: boolean }> | null;
  error: ActionFailure | null;
  tries: readonly Try[];
  undoTries: readonly Try[];
  finding: Finding | null;
  nextAttemptAt: Date | null;
  /** By when what the action waits for must have come; set with the first wait. */
  waitUntil: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
}>;

/** A run as it is stored: the frozen plan and what has become of each action. */
export type RunRecord = Readonly<{
  tenantId: string;
  runId: string;
  flowId: string;
  number: number;
  kind: RunKind;
  /** What a person wants undone, an action or `*` for everything; or the way of offboarding. */
  subject: string | null;
  status: RunStatus;
  epoch: number;
  /** In an offboarding: the actions whose things stay. */
  keeps: readonly string[];
  waiting: Readonly<{ for: WaitFor; until: Date | null; actionId: string | null }> | null;
  failure: FailureReport | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  actions: readonly ActionRecord[];
}>;

/** Why a run did not end well, for people who have to go on from there. */
export type FailureReport = Readonly<{
  failed_step: string | null;
  errors: readonly (ActionFailure & Readonly<{ action: string; attempts: number }>)[];
  completed_steps: readonly string[];
  created_resources: readonly Readonly<{ kind: string; name: string; status: string }>[];
}>;

/**
 * Reads a run with its actions; null when it is missing or out of sight. With `lock`, whoever else changes the run waits.
 */
export async function readRun(tx: TenantTx, { tenantId, runId }: RunRef, lock = false): Promise<RunRecord | null> {
  if (lock) {
    await tx.$queryRaw`
      select 1 as one from provisioning_runs where tenant_id = ${tenantId}::uuid and id = ${runId}::uuid for update`;
  }
  const [row] = await tx.$queryRaw<{ run: RunRow; actions: ActionRow[] }[]>`
    select to_jsonb(r) as run, (
      select coalesce(jsonb_agg(to_jsonb(a) order by a.position), '[]') from provisioning_actions a
      where a.tenant_id = r.tenant_id and a.run_id = r.id) as actions
    from provisioning_runs r where r.tenant_id = ${tenantId}::uuid and r.id = ${runId}::uuid`;
  return row ? recordOf(row.run, row.actions) : null;
}

/** A run from its rows, as PostgreSQL writes them in JSON. */
export function recordOf(run: RunRow, rows: readonly ActionRow[]): RunRecord {
  const planned = new Map((run.plan.actions ?? []).map((action) => [action.id, action]));
  return {
    tenantId: run.tenant_id,
    runId: run.id,
    flowId: run.flow_id,
    number: run.number,
    kind: run.kind,
    subject: run.subject,
    status: run.status,
    epoch: run.epoch,
    keeps: run.plan.keeps ?? [],
    waiting:
      run.wait_for === null ? null : { for: run.wait_for, until: dateOf(run.wait_until), actionId: run.waiting_action },
    failure: run.failure,
    createdAt: new Date(run.created_at),
    startedAt: dateOf(run.started_at),
    endedAt: dateOf(run.ended_at),
    actions: rows.flatMap((row) => {
      const action = planned.get(row.action_id);
      return action === undefined ? [] : [actionOf(row, action)];
    }),
  };
}

/** The outputs of the actions that have a receipt, by action. */
export const outputsOf = ({
  actions,
}: Pick<RunRecord, 'actions'>): Readonly<Record<string, Readonly<Record<string, OutputValue>>>> =>
  Object.fromEntries(actions.flatMap(({ planned, receipt }) => (receipt ? [[planned.id, receipt.outputs]] : [])));

export type RunRow = Readonly<{
  tenant_id: string;
  id: string;
  flow_id: string;
  number: number;
  kind: RunKind;
  subject: string | null;
  status: RunStatus;
  epoch: number;
  wait_for: WaitFor | null;
  wait_until: string | null;
  waiting_action: string | null;
  plan: Partial<Plan> & Readonly<{ keeps?: readonly string[] }>;
  failure: FailureReport | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
}>;
export type ActionRow = Readonly<{
  action_id: string;
  position: number;
  status: ActionStatus;
  attempts: number;
  receipt: Receipt | null;
  undo_receipt: { removed: boolean } | null;
  error: ActionFailure | null;
  tries: readonly Try[];
  undo_tries: readonly Try[];
  finding: Finding | null;
  next_attempt_at: string | null;
  wait_until: string | null;
  started_at: string | null;
  ended_at: string | null;
}>;

const actionOf = (row: ActionRow, planned: PlannedAction): ActionRecord => ({
  planned,
  position: row.position,
  status: row.status,
  attempts: row.attempts,
  receipt: row.receipt,
  undoReceipt: row.undo_receipt,
  error: row.error,
  tries: row.tries,
  undoTries: row.undo_tries,
  finding: row.finding,
  nextAttemptAt: dateOf(row.next_attempt_at),
  waitUntil: dateOf(row.wait_until),
  startedAt: dateOf(row.started_at),
  endedAt: dateOf(row.ended_at),
});

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
