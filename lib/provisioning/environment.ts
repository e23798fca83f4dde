import type { DatasetConnector } from '@/lib/connectors';
import type { Means } from '@/lib/platform/means';
import { asCustomer, type TenantTx } from '@/lib/tenancy';
import type { ActionArgs, ActionContext } from './actions/action';
import { outputsOf, type ActionRecord, type RunRecord, type RunRef } from './run-record';

/** What the worker lends to a run. `random` is between 0 and 1 and spreads retries. */
export type Environment = Readonly<{
  datasets: DatasetConnector;
  means: Means;
  random: () => number;
  onUnexpected: (error: unknown, about: Readonly<Record<string, string>>) => void;
}>;

/** One transaction of the worker as the customer's tenant. */
export const inTenant = <T>(ref: RunRef, run: (tx: TenantTx) => Promise<T>): Promise<T> =>
  asCustomer(ref.tenantId, `run:${ref.runId}`, run);

/** What an action is given, with the outputs of earlier actions in its arguments. Null while one of those is missing. */
export function contextOf(
  environment: Environment,
  run: RunRecord,
  ownerTenantId: string,
  { planned }: ActionRecord,
): ActionContext | null {
  const outputs = outputsOf(run);
  const args: Record<string, ActionArgs[string]> = {};
  for (const [name, value] of Object.entries(planned.args)) {
    if (typeof value !== 'object' || Array.isArray(value)) {
      args[name] = value as ActionArgs[string];
      continue;
    }
    const path = 'secretRef' in value ? value.secretRef : 'pending' in value ? value.pending : '';
    const [root, action = '', output = ''] = path.split('.');
    const found = root === 'actions' && Object.hasOwn(outputs, action) ? outputs[action]?.[output] : undefined;
    if (found === undefined) return null;
    args[name] = found;
  }
  return {
    tenantId: run.tenantId,
    ownerTenantId,
    flowId: run.flowId,
    runId: run.runId,
    actionId: planned.id,
    key: `${run.runId}:${planned.id}`,
    args,
    datasets: environment.datasets,
    means: environment.means,
    inTenant: (work) => inTenant(run, work),
  };
}

/** The owner of a customer: the partner or platform that onboards it, whose warehouse holds its dataset. */
export async function ownerOf(tx: TenantTx, tenantId: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ owner_tenant_id: string }[]>`
    select owner_tenant_id from customers where tenant_id = ${tenantId}::uuid`;
  if (!row) throw new Error('The customer of a run is missing');
  return row.owner_tenant_id;
}
