import { ConnectorError, type Connection, type DatasetConnector, type WireMeans } from '@/lib/connectors';
import type { FlowDefinition } from '@/lib/flow-definition';
import { loadTemplate } from '@/lib/flow-templates';
import type { Means } from '@/lib/platform/means';
import { asCustomer, type TenantTx } from '@/lib/tenancy';
import type { ActionArgs, ActionContext, OutputValue } from './actions/action';
import type { PlannedAction } from './plan';
import { outputsOf, type ActionRecord, type RunRecord, type RunRef } from './run-record';

/** What the worker lends to a run. `random` is between 0 and 1 and spreads retries. */
export type Environment = Readonly<{
  datasets: DatasetConnector;
  wire: WireMeans;
  /** Opens an owner's connection to a system for one purpose; null when there is none. */
  connection: (ownerTenantId: string, system: string, purpose: string) => Promise<Connection | null>;
  /** Opens a credential of a flow for one purpose; null when it has not been given. */
  credential: (
    at: Readonly<{ tenantId: string; flowId: string }>,
    name: string,
    purpose: string,
  ) => Promise<Readonly<Record<string, string>> | null>;
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
  { ownerTenantId, definition }: Surroundings,
  { planned }: ActionRecord,
): ActionContext | null {
  const args = resolvedArgs(planned, outputsOf(run));
  if (args === null) return null;
  return {
    tenantId: run.tenantId,
    ownerTenantId,
    flowId: run.flowId,
    runId: run.runId,
    actionId: planned.id,
    key: `${run.runId}:${planned.id}`,
    args,
    definition,
    datasets: environment.datasets,
    wire: environment.wire,
    connection: async (system) => {
      const found = await environment.connection(ownerTenantId, system, `run:${run.runId}:${planned.id}`);
      if (found === null) throw new ConnectorError('not_connected', { system });
      return found;
    },
    credential: (name) => environment.credential(run, name, `run:${run.runId}:${planned.id}`),
    means: environment.means,
    inTenant: (work) => inTenant(run, work),
  };
}

/** The arguments of an action with the outputs of earlier actions in them; null while one of those is missing. */
export function resolvedArgs(
  planned: Pick<PlannedAction, 'args'>,
  outputs: Readonly<Record<string, Readonly<Record<string, OutputValue>>>>,
): ActionArgs | null {
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
  return args;
}

/** What a run stands in: who onboards the customer, and the version of the template that the flow is pinned to. */
export type Surroundings = Readonly<{ ownerTenantId: string; definition: FlowDefinition }>;

export async function surroundingsOf(
  tx: TenantTx,
  { tenantId, flowId }: Readonly<{ tenantId: string; flowId: string }>,
): Promise<Surroundings> {
  const [flow] = await tx.$queryRaw<{ template_tenant_id: string; template_id: string }[]>`
    select template_tenant_id, template_id from onboarding_flows
    where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid`;
  if (!flow) throw new Error('The flow of a run is missing');
  const template = await loadTemplate(tx, flow.template_tenant_id, flow.template_id);
  return { ownerTenantId: await ownerOf(tx, tenantId), definition: template.compiled.definition };
}

/** The owner of a customer: the partner or platform that onboards it, whose warehouse holds its dataset. */
export async function ownerOf(tx: TenantTx, tenantId: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ owner_tenant_id: string }[]>`
    select owner_tenant_id from customers where tenant_id = ${tenantId}::uuid`;
  if (!row) throw new Error('The customer of a run is missing');
  return row.owner_tenant_id;
}
