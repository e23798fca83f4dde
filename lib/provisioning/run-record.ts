import type { TenantTx } from '@/lib/tenancy';
import type { OutputValue, Receipt } from './actions/action';
import type { Plan, PlannedAction } from './plan';

export type RunStatus = 'planned' | 'running' | 'waiting' | 'done' | 'undoing' | 'undone' | 'held';
export type ActionStatus =
  'waiting' | 'working' | 'applied' | 'verified' | 'failed' | 'skipped' | 'undoing' | 'undone' | 'kept' | 'undo_failed';

/** What went wrong with one action: a code of `provisioning.failure` with harmless values. */
export type ActionFailure = Readonly<{ code: string; args: Readonly<Record<string, string | number>> }>;

export type RunRef = Readonly<{ tenantId: string; runId: string }>;

export type ActionRecord = Readonly<{
  planned: PlannedAction;
  position: number;
  status: ActionStatus;
  attempts: number;
  receipt: Receipt | null;
  undoReceipt: Readonly<{ removed: boolean }> | null;
  error: ActionFailure | null;
  startedAt: Date | null;
  endedAt: Date | null;
}>;

/** A run as it is stored: the frozen plan and what has become of each action. */
export type RunRecord = Readonly<{
  tenantId: string;
  runId: string;
  flowId: string;
  number: number;
  status: RunStatus;
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
  const [run] = await tx.$queryRaw<RunRow[]>`
    select flow_id, number, status, plan, failure, created_at, started_at, ended_at from provisioning_runs
    where tenant_id = ${tenantId}::uuid and id = ${runId}::uuid`;
  if (!run) return null;
  const rows = await tx.$queryRaw<ActionRow[]>`
    select action_id, position, status, attempts, receipt, undo_receipt, error, started_at, ended_at
    from provisioning_actions where tenant_id = ${tenantId}::uuid and run_id = ${runId}::uuid order by position`;
  const planned = new Map((run.plan.actions ?? []).map((action) => [action.id, action]));
  return {
    tenantId,
    runId,
    flowId: run.flow_id,
    number: run.number,
    status: run.status,
    failure: run.failure,
    createdAt: run.created_at,
    startedAt: run.started_at,
    endedAt: run.ended_at,
    actions: rows.flatMap((row) => {
      const action = planned.get(row.action_id);
      return action === undefined ? [] : [{ ...fromRow(row), planned: action }];
    }),
  };
}

/** The outputs of the actions that have a receipt, by action. */
export const outputsOf = (run: RunRecord): Readonly<Record<string, Readonly<Record<string, OutputValue>>>> =>
  Object.fromEntries(run.actions.flatMap(({ planned, receipt }) => (receipt ? [[planned.id, receipt.outputs]] : [])));

type RunRow = {
  flow_id: string;
  number: number;
  status: RunStatus;
  plan: Partial<Plan>;
  failure: FailureReport | null;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
};
type ActionRow = {
  action_id: string;
  position: number;
  status: ActionStatus;
  attempts: number;
  receipt: Receipt | null;
  undo_receipt: { removed: boolean } | null;
  error: ActionFailure | null;
  started_at: Date | null;
  ended_at: Date | null;
};

const fromRow = (row: ActionRow): Omit<ActionRecord, 'planned'> => ({
  position: row.position,
  status: row.status,
  attempts: row.attempts,
  receipt: row.receipt,
  undoReceipt: row.undo_receipt,
  error: row.error,
  startedAt: row.started_at,
  endedAt: row.ended_at,
});
