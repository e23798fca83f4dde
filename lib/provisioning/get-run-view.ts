import { ok, refuse, type Outcome } from '@/lib/errors';
import type { LocalizedText } from '@/lib/flow-definition';
import { isUuid } from '@/lib/platform/ids';
import { authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';
import { latestRun } from './latest-run';
import { shownArguments, type ShownArgument } from './plan-preview';
import {
  readRun,
  type ActionFailure,
  type ActionStatus,
  type FailureReport,
  type Finding,
  type RunKind,
  type RunStatus,
  type Try,
  type WaitFor,
} from './run-record';

export type ActionView = Readonly<{
  id: string;
  stepId: string;
  /** In the languages of the template; the page picks one. */
  title: LocalizedText;
  status: ActionStatus;
  nonBlocking: boolean;
  /** With what it is done; secrets only as `sealed`. */
  args: readonly ShownArgument[];
  needs: readonly string[];
  attempts: number;
  nextAttemptAt: Date | null;
  /** A code of `provisioning.failure` with its arguments. */
  error: ActionFailure | null;
  /** What each attempt came to, with its time; the same for taking it back. */
  tries: readonly Try[];
  undoTries: readonly Try[];
  /** In a dry run: what was seen. */
  finding: Finding | null;
  startedAt: Date | null;
  endedAt: Date | null;
}>;

export type RunView = Readonly<{
  runId: string;
  number: number;
  kind: RunKind;
  status: RunStatus;
  /** What the run waits for, and until when; null unless it does. */
  waiting: Readonly<{ for: WaitFor; until: Date | null; actionId: string | null }> | null;
  /** True while the worker is at it, so that a page may look again. */
  underWay: boolean;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  actions: readonly ActionView[];
  actionsDone: number;
  failedActionId: string | null;
  failure: FailureReport | null;
  /** Who has agreed to an action that waits for people, or has not. */
  approvals: readonly Readonly<{
    actionId: string;
    person: string;
    decision: 'approve' | 'decline';
    note: string;
    at: Date;
  }>[];
  inventory: readonly Readonly<{ kind: string; name: string; status: string }>[];
  mayRetry: boolean;
  mayUndo: boolean;
}>;

/**
 * How far the newest run of a flow is, as plain data for a page: null before there is a run. Set-up and offboarding,
 * unless `kind` asks for one of them or for the newest dry run. Refuses `forbidden` and,
 * for a flow that is missing or out of sight, `not_found`.
 */
export async function getRunView(
  tx: TenantTx,
  actor: Actor,
  { flowId, kind }: Readonly<{ flowId: string; kind?: RunKind }>,
): Promise<Outcome<RunView | null>> {
  const allowed = authorise(actor, 'run.read');
  if (!allowed.ok) return allowed;
  const [flow] = isUuid(flowId)
    ? await tx.$queryRaw<{ id: string }[]>`select id from onboarding_flows where id = ${flowId}::uuid`
    : [];
  if (!flow) return refuse('not_found');
  const last = await latestRun(tx, flowId, false, kind === undefined ? undefined : [kind]);
  const run = last && (await readRun(tx, last));
  if (!last || !run) return ok(null);
  const inventory = await tx.$queryRaw<{ kind: string; name: string; status: string }[]>`
    select kind, name, status from (
      select distinct on (kind, name) kind, name, status, created_at from inventory_items
      where tenant_id = ${run.tenantId}::uuid and flow_id = ${flowId}::uuid order by kind, name, created_at desc, id desc) newest
    order by created_at, kind, name`;
  const approvals = await tx.$queryRaw<RunView['approvals'][number][]>`
    select action_id as "actionId", coalesce(person, '') as person, decision, note, at from run_approvals
    where tenant_id = ${run.tenantId}::uuid and run_id = ${run.runId}::uuid order by at, id`;
  return ok({
    runId: run.runId,
    number: run.number,
    kind: run.kind,
    status: run.status,
    waiting: run.waiting,
    underWay: ['planned', 'running', 'waiting', 'undoing'].includes(run.status),
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    actions: run.actions.map(({ planned, receipt: _receipt, undoReceipt: _undone, position: _at, ...stored }) => ({
      ...stored,
      id: planned.id,
      stepId: planned.stepId,
      title: planned.title,
      nonBlocking: planned.nonBlocking,
      args: shownArguments(planned.args),
      needs: planned.needs,
    })),
    actionsDone: run.actions.filter(({ status }) => status === 'verified').length,
    failedActionId: run.failure?.failed_step ?? null,
    failure: run.failure,
    approvals,
    inventory,
    mayRetry:
      run.kind === 'set_up' &&
      can(actor, 'run.retry') &&
      ['undone', 'held'].includes(run.status) &&
      last.flowStatus !== 'in_progress',
    mayUndo: run.kind === 'set_up' && can(actor, 'run.undo') && ['done', 'held'].includes(run.status),
  });
}
