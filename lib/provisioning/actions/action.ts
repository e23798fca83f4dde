import type { Connection, DatasetConnector, DatasetTarget, WireMeans } from '@/lib/connectors';
import { ConnectorError } from '@/lib/connectors';
import type { FlowDefinition } from '@/lib/flow-definition';
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
  /** The published version that the flow is pinned to: shapes of tables, names of credentials. */
  definition: FlowDefinition;
  datasets: DatasetConnector;
  /** What connectors that speak HTTP are lent: `safeFetch`, the shared pace, the clock. */
  wire: WireMeans;
  /** The owner's connection to a system, opened; throws `not_connected` when there is none. */
  connection: (system: string) => Promise<Connection>;
  /** A credential of this flow from the vault by its name, opened and audited with the action as purpose; null when not given. */
  credential: (name: string) => Promise<Readonly<Record<string, string>> | null>;
  means: Means;
  /** One transaction of the product's database as the customer's tenant. */
  inTenant: <T>(run: (tx: TenantTx) => Promise<T>) => Promise<T>;
}>;

/** Not yet: the run waits, without a worker, until something asks again or the time is up. */
export type NotYet = Readonly<{ ready: false; for: 'delivery' | 'approval' | 'processing'; until: Date }>;
export type Ready = Readonly<{ ready: true; receipt: Receipt }>;

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
  /**
   * For kinds that wait for somebody else: asked instead of `apply`, as often as something has happened. When the time
   * is up the action fails with `waited_too_long`; `declined` is thrown for a no.
   */
  await?: (context: ActionContext) => Promise<Ready | NotYet>;
  /**
   * What may exist of it, by names that are known beforehand. Kept as `unknown` when an attempt came to no receipt and
   * could not be taken away either, so that people know where to look.
   */
  traces?: (context: ActionContext) => Receipt['items'];
  /** True when `apply` looks by itself whether the effect is there already, so that `probe` is not asked before. */
  applyLooks?: true;
  /** True when `apply` only looks and changes nothing, so that a dry run may carry it out. */
  looksOnly?: true;
  /**
   * For kinds that pass a credential on: does it again after the customer has replaced it, while what was passed on is
   * there and ours, or for the first time when it had been left out. Answers the new receipt; null when nothing was done.
   */
  renew?: (context: ActionContext, receipt: Receipt | null) => Promise<Receipt | null>;
  /** Whether nothing of it is left, looked at from outside; asked after taking away in an offboarding. */
  gone?: (context: ActionContext, receipt: Receipt) => Promise<boolean>;
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
