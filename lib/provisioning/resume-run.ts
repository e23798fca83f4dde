import { enqueue, oneByOne } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { asCustomer, Prisma, workerStatement, type TenantTx } from '@/lib/tenancy';
import type { RunKind, RunRef } from './run-record';

/**
 * Asks for a run that waits to be gone on with: something that it may have waited for has happened. Call it in the
 * transaction of what happened; asking too often does no harm. A run that does not wait is left alone.
 */
export async function resumeRun(tx: TenantTx, { tenantId, runId }: RunRef, means: Means = systemMeans): Promise<void> {
  const [run] = await tx.$queryRaw<{ kind: RunKind }[]>`
    select kind from provisioning_runs
    where tenant_id = ${tenantId}::uuid and id = ${runId}::uuid and status = 'waiting'`;
  if (run) await enqueueRun(tx, { tenantId, runId }, run.kind, means);
}

/**
 * The periodic job `tend-runs`: goes on with runs that nobody seems to work on any more, and with waits whose time is up
 * or that want asking. A run that somebody works on all the same is taken over, and the other one stores nothing more.
 */
export async function tendRuns(means: Means = systemMeans): Promise<void> {
  const due = await workerStatement<{ tenant_id: string; run_id: string; kind: RunKind }>(
    'runs_to_tend',
    Prisma.sql`select tenant_id, run_id, kind from app.runs_to_tend(50)`,
  );
  await oneByOne(due, async ({ tenant_id: tenantId, run_id: runId, kind }) => {
    await asCustomer(tenantId, 'tend-runs', (tx) => enqueueRun(tx, { tenantId, runId }, kind, means));
    return 1;
  });
}

const enqueueRun = (tx: TenantTx, { tenantId, runId }: RunRef, kind: RunKind, means: Means): Promise<void> =>
  enqueue(tx, {
    workflow: kind === 'offboarding' ? 'offboard-run' : 'provision-flow',
    id: `resume:${runId}:${means.newId()}`,
    args: { tenantId, runId },
  });
