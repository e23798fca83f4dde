import type { DatasetConnector, DatasetTarget } from '@/lib/connectors';
import { ConnectorError } from '@/lib/connectors';
import type { Means } from '@/lib/platform/means';
import type { TenantTx } from '@/lib/tenancy';

export type OutputValue = string | boolean | readonly string[];

/** What an action has done: harmless values only. A secret output is the id of the row that holds it, sealed. */
export type Receipt = Readonly<{
  outputs: Readonly<Record<string, OutputValue>>;
  /** What exists now because of it. */
  items: readonly Readonly<{ kind: string; name: string }>[];
}>;

/** An argument at the moment of doing: resolved, with outputs of earlier actions filled in. */
export type ActionArgs = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Everything that an action may use. `key` is `run:action`, the idempotency key given to the other side. */
export type ActionContext = Readonly<{
  tenantId: string;
  ownerTenantId: string;
  flowId: string;
  runId: string;
  actionId: string;
  key: string;
  args: ActionArgs;
  datasets: DatasetConnector;
  means: Means;
  /** One transaction of the product's database as the customer's tenant. */
  inTenant: <T>(run: (tx: TenantTx) => Promise<T>) => Promise<T>;
}>;

/**
 * One kind of action. All four are idempotent and may be cut off anywhere: `probe` looks whether the effect is there
 * already (a receipt) or not (null); `apply` brings it about; `verify` throws unless it really is as promised;
 * `compensate` takes it away, also when only a part or nothing of it came about. Failures are `ConnectorError`s.
 */
export type ActionKind = Readonly<{
  probe: (context: ActionContext) => Promise<Receipt | null>;
  apply: (context: ActionContext) => Promise<Receipt>;
  verify: (context: ActionContext, receipt: Receipt) => Promise<void>;
  compensate: (context: ActionContext, receipt: Receipt | null) => Promise<Readonly<{ removed: boolean }>>;
}>;

/** A text argument; throws `refused` when the plan has something else there. */
export function textArg({ args }: ActionContext, name: string): string {
  const value = Object.hasOwn(args, name) ? args[name] : undefined;
  if (typeof value !== 'string' || value === '') throw new ConnectorError('refused', { reason: name });
  return value;
}

/** The dataset that an argument names, on behalf of this action. */
export const datasetArg = (context: ActionContext, name: string): DatasetTarget => ({
  ownerTenantId: context.ownerTenantId,
  name: textArg(context, name),
  flowId: context.flowId,
  key: context.key,
});
