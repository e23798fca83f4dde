import type { Means } from '@/lib/platform/means';
import { asCustomer, type TenantTx } from '@/lib/tenancy';
import { surroundingsOf, type Surroundings } from './environment';
import { latestRun } from './latest-run';
import { readRun, type RunRecord } from './run-record';

/** The renewal of one credential of a flow by one turn of work. */
export type Renewal = Readonly<{ tenantId: string; flowId: string; name: string; holder: string }>;

/** The set-up that a credential was passed on by, and what it stands in. */
export type Renewed = Readonly<{ run: RunRecord; surroundings: Surroundings }>;

/**
 * `held`: nobody can agree to the customer's leaving before the lease ends. `busy`: another turn holds it. `overtaken`:
 * everything is being taken away or has been, and this turn had begun before. `nothing`: there is nothing to renew.
 */
export type Lease =
  | Readonly<{ state: 'held' } & Renewed>
  | Readonly<{ state: 'overtaken' } & Renewed>
  | Readonly<{ state: 'busy' }>
  | Readonly<{ state: 'nothing' }>;

/** Longer than one action with all the requests that it makes may take. */
const leaseSeconds = 180;

/**
 * Takes the lease, or takes it once more: only while the newest run of the flow is a set-up that is done. The row of the
 * flow is locked meanwhile, as it is by whoever agrees to the customer's leaving, so that one of the two comes first.
 */
export function takeLease(renewal: Renewal, { newId }: Pick<Means, 'newId'>): Promise<Lease> {
  const { tenantId, flowId, name, holder } = renewal;
  return inRenewal(renewal, async (tx): Promise<Lease> => {
    const last = await latestRun(tx, flowId, true);
    const setUp = last?.kind === 'set_up' ? last : await latestRun(tx, flowId, false, ['set_up']);
    const run = setUp && (await readRun(tx, setUp));
    if (last === null || run === null) return { state: 'nothing' };
    const renewed = { run, surroundings: await surroundingsOf(tx, run) };
    if (last.kind !== 'set_up' || last.status !== 'done') {
      return (await hasBegun(tx, renewal)) ? { state: 'overtaken', ...renewed } : { state: 'nothing' };
    }
    const taken = await tx.$queryRaw<unknown[]>`
      insert into credential_renewals as r (tenant_id, id, flow_id, name, holder, begun_at, lease_until)
      values (${tenantId}::uuid, ${newId()}::uuid, ${flowId}::uuid, ${name}, ${holder}, clock_timestamp(),
        clock_timestamp() + make_interval(secs => ${leaseSeconds}::int))
      on conflict (tenant_id, flow_id, name) do update
        set holder = excluded.holder, begun_at = excluded.begun_at, lease_until = excluded.lease_until, ended_at = null
        where r.holder = excluded.holder or r.ended_at is not null or r.lease_until <= clock_timestamp()
      returning 1 as one`;
    return taken.length > 0 ? { state: 'held', ...renewed } : { state: 'busy' };
  });
}

/**
 * What has become of the flow while an action was renewed, read under the same lock: `kept` runs `remember` in this
 * transaction; `stale` means that another turn renews by now, with a newer value; `overtaken` that what was put there has
 * been taken away meanwhile and has come back; `left` that whoever takes everything away will come by it.
 */
export function afterRenewal(
  renewal: Renewal,
  { runId }: RunRecord,
  actionId: string,
  remember: (tx: TenantTx) => Promise<void>,
): Promise<'kept' | 'stale' | 'overtaken' | 'left'> {
  return inRenewal(renewal, async (tx) => {
    const last = await latestRun(tx, renewal.flowId, true);
    if (last?.kind !== 'set_up' || last.runId !== runId || last.status !== 'done') {
      return (await hasComeBack(tx, renewal, last?.runId ?? runId, actionId)) ? 'overtaken' : 'left';
    }
    if (!(await hasBegun(tx, renewal))) return 'stale';
    await remember(tx);
    return 'kept';
  });
}

/** Whether what an action had passed on was taken away already, so that nobody comes by it again. Under no lock. */
export const cameBack = (renewal: Renewal, actionId: string): Promise<boolean> =>
  inRenewal(renewal, async (tx) => {
    const last = await latestRun(tx, renewal.flowId, false);
    return last !== null && hasComeBack(tx, renewal, last.runId, actionId);
  });

/** Ends the lease: from now on nobody waits for this turn. */
export const endLease = (renewal: Renewal): Promise<void> =>
  inRenewal(renewal, async (tx) => {
    const { tenantId, flowId, name, holder } = renewal;
    await tx.$executeRaw`
      update credential_renewals set ended_at = clock_timestamp()
      where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = ${name} and holder = ${holder}`;
  });

const inRenewal = <T>({ tenantId, name }: Renewal, run: (tx: TenantTx) => Promise<T>): Promise<T> =>
  asCustomer(tenantId, `renew:${name}`, run);

async function hasBegun(tx: TenantTx, { tenantId, flowId, name, holder }: Renewal): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 as one from credential_renewals
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = ${name} and holder = ${holder}
      and ended_at is null`;
  return rows.length > 0;
}

/** The run that takes things away has dealt with this action, or knows nothing of it and nothing of it is left. */
async function hasComeBack(tx: TenantTx, { tenantId, flowId }: Renewal, runId: string, actionId: string) {
  const [row] = await tx.$queryRaw<{ back: boolean }[]>`
    select coalesce(
      (select a.status in ('undoing', 'undone', 'undo_failed') from provisioning_actions a
        where a.tenant_id = ${tenantId}::uuid and a.run_id = ${runId}::uuid and a.action_id = ${actionId}),
      not exists (select from inventory_items i where i.tenant_id = ${tenantId}::uuid and i.flow_id = ${flowId}::uuid
        and i.action_id = ${actionId} and i.status <> 'removed')) as back`;
  return row?.back ?? false;
}
