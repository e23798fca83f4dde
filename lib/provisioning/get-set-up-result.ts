import { ok, refuse, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { latestRun } from './latest-run';
import { readRun, type FailureReport, type RunRecord, type RunStatus } from './run-record';

/** What a set-up has come to, under the names that programs know. */
export type SetUpResult = Readonly<{
  status: RunStatus;
  is_success: boolean;
  /** The dataset that exists now because of it; null when there is none. */
  dataset_id: string | null;
  /** From its start to its end, or until now while it is under way; null before it has begun. */
  duration_seconds: number | null;
}> &
  FailureReport;

/**
 * What the newest set-up of a flow has come to: success, dataset, duration, and, where something went wrong, which step
 * failed, why, what had come about and what exists now. Refuses `forbidden`, and `not_found` for a flow that is missing,
 * out of sight or not sent in yet. Records nothing.
 */
export async function getSetUpResult(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<SetUpResult>> {
  const allowed = authorise(actor, 'run.read');
  if (!allowed.ok) return allowed;
  const last = await latestRun(tx, flowId, false);
  const run = last && (await readRun(tx, last));
  if (!run) return refuse('not_found');
  const resources = await tx.$queryRaw<{ kind: string; name: string; status: string }[]>`
    select kind, name, status from inventory_items
    where tenant_id = ${run.tenantId}::uuid and run_id = ${run.runId}::uuid order by created_at, id`;
  const present = resources.find(({ kind, status }) => /(^|_)dataset$/.test(kind) && status !== 'removed');
  return ok({
    status: run.status,
    is_success: run.status === 'done',
    dataset_id: present?.name ?? null,
    duration_seconds: secondsOf(run, means.clock.now()),
    failed_step: run.failure?.failed_step ?? null,
    errors: run.failure?.errors ?? [],
    completed_steps:
      run.failure?.completed_steps ?? run.actions.flatMap(({ planned, receipt }) => (receipt ? [planned.id] : [])),
    created_resources: resources,
  });
}

function secondsOf({ startedAt, endedAt }: RunRecord, now: Date): number | null {
  if (startedAt === null) return null;
  return Math.round(((endedAt ?? now).getTime() - startedAt.getTime()) / 10) / 100;
}
