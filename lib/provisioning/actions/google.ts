import {
  bigQueryOf,
  customerRegistry,
  googleAccount,
  labelValue,
  ConnectorError,
  type BigQuery,
  type CustomerRegistry,
} from '@/lib/connectors';
import { textArg, type ActionContext } from './action';

/** By these labels a flow knows its own things at Google again, whichever of its runs has made them. */
export const flowLabels = ({ flowId }: Pick<ActionContext, 'flowId'>): Readonly<Record<string, string>> => ({
  'managed-by': 'portico',
  'portico-flow': labelValue(flowId),
});

/** The owner's warehouse, in the project that the action names or else in the one of the connection. */
export async function warehouseOf(context: ActionContext): Promise<BigQuery> {
  const project = optionalText(context, 'project');
  const connection = await context.connection('google-cloud');
  return bigQueryOf(googleAccount(connection, project === '' ? undefined : project), context.wire);
}

/** The owner's register of customers, always in the project of the connection; refuses with `not_connected` without one. */
export async function registryOf(context: ActionContext): Promise<CustomerRegistry> {
  const account = googleAccount(await context.connection('google-cloud'));
  if (account.registry === null) throw new ConnectorError('not_connected', { system: 'BigQuery' });
  return customerRegistry(bigQueryOf(account, context.wire), account.registry);
}

/** An argument that may be left out or empty. */
export function optionalText({ args }: ActionContext, name: string): string {
  const value = Object.hasOwn(args, name) ? args[name] : '';
  return typeof value === 'string' ? value : '';
}

/** A list argument that may be left out. */
export function listArg({ args }: ActionContext, name: string): readonly string[] {
  const value = Object.hasOwn(args, name) ? args[name] : [];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** Whether a yes-or-no argument is given and true. */
export const flagArg = ({ args }: ActionContext, name: string): boolean =>
  Object.hasOwn(args, name) && args[name] === true;

/**
 * Looks once more whether the run goes forward. A worker that was taken for dead and wakes up late must not bring back
 * what another one is taking away. Refuses with `undone_meanwhile`.
 */
export async function stillGoingForward(context: ActionContext): Promise<void> {
  const running = await context.inTenant(
    (tx) => tx.$queryRaw<unknown[]>`
      select 1 as one from provisioning_runs
      where tenant_id = ${context.tenantId}::uuid and id = ${context.runId}::uuid and status = 'running'`,
  );
  if (running.length === 0) throw new ConnectorError('undone_meanwhile');
}

/** Whether the customer leaves with this flow: then nothing that was there before it is put back. */
export const isLeaving = ({ tenantId, flowId, inTenant }: ActionContext): Promise<boolean> =>
  inTenant(async (tx) => {
    const runs = await tx.$queryRaw<unknown[]>`
      select 1 as one from provisioning_runs
      where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and kind = 'offboarding' limit 1`;
    return runs.length > 0;
  });

/** The name of a dataset in an argument, before it comes near a request. Refuses with `refused`. */
export function datasetNameArg(context: ActionContext, name: string): string {
  const value = textArg(context, name);
  if (!/^\w{1,1024}$/.test(value)) throw new ConnectorError('refused', { system: 'BigQuery', reason: name });
  return value;
}
