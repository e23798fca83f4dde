import type { Outcome } from '@/lib/errors';
import { databaseClient, preparedStatement, Prisma, type DatabaseRole } from '@/lib/platform/db';
import { uuidv7 } from '@/lib/platform/ids';
import type { Actor, SystemActor } from './actor';
import { signContext, signFlowContext } from './context';

declare const tenantScoped: unique symbol;

/** A transaction that has a tenant context. Only this folder makes one, so a raw client does not type-check. */
export type TenantTx = Prisma.TransactionClient & { readonly [tenantScoped]: true };

const limits = { maxWait: 5000, timeout: 20_000 } as const;

/**
 * Runs one use case in one transaction of the web's role, in which the database shows the actor's tenant and what lies
 * below it, and nothing else. Commits when `run` returns (a refusal is a value, so it commits what was written before
 * it), rolls everything back when it throws.
 */
export const withTenant = <T>(actor: Actor, run: (tx: TenantTx) => Promise<T>): Promise<T> =>
  inContext('app', actor, run);

/**
 * The same for a use case of several writes that may refuse in the middle: a refusal rolls everything back, so that
 * nothing half-made stays. The refusal is still the answer.
 */
export async function withTenantOrNothing<T>(
  actor: Actor,
  run: (tx: TenantTx) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  let refused: Outcome<T> | undefined;
  try {
    return await withTenant(actor, async (tx) => {
      const outcome = await run(tx);
      if (outcome.ok) return outcome;
      refused = outcome;
      throw new Error('A refusal rolls its transaction back');
    });
  } catch (err) {
    if (refused) return refused;
    throw err;
  }
}

/**
 * One SQL statement of the web's role in a transaction of its own, for hot paths: `build` is given the signed context
 * and passes it as the first argument of an `app.` function, which sets it before it touches a row.
 */
export const tenantStatement = <T>(actor: Actor, build: (context: string) => Prisma.Sql): Promise<T[]> =>
  databaseClient('app').$queryRaw<T[]>(build(signContext(actor)));

/**
 * One statement of the web's role without any context, for doors whose callers have no session and prove themselves by
 * something else. It sees no row of any tenant but what an `app.` function gives for that proof.
 */
export const doorStatement = <T>(build: Prisma.Sql): Promise<T[]> => databaseClient('app').$queryRaw<T[]>(build);

/**
 * The same for the worker at work for one customer: one statement in a transaction of its own, prepared under `name`. The
 * function that it calls sets the context that it is given before it touches a row.
 */
export const customerStatement = <T>(
  at: Readonly<{ tenantId: string; reason: string; name: string }>,
  build: (context: string) => Prisma.Sql,
): Promise<T[]> =>
  preparedStatement<T>(
    at.name,
    build(signContext({ kind: 'system', tenantId: at.tenantId, reason: at.reason, requestId: '' })),
  );

/** One statement of the worker without any context, for what belongs to no tenant; it sees no tenant's row. */
export const workerStatement = <T>(name: string, build: Prisma.Sql): Promise<T[]> => preparedStatement<T>(name, build);

/**
 * Reads a whole flow within the transaction of somebody who sees only a part of it: under the role `flow_reader`, which
 * sees that flow's rows and writes nothing. The actor's own context is back afterwards. Run nothing else on the
 * transaction meanwhile, and let leave the server only what is the actor's.
 */
export async function asFlow<T>(
  tx: TenantTx,
  actor: Actor,
  flowId: string,
  run: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  await tx.$executeRaw`select app.use_context(${signFlowContext(actor, flowId)})`;
  const value = await run(tx);
  await tx.$executeRaw`select app.use_context(${signContext(actor)})`;
  return value;
}

/**
 * The worker at work for one customer, partner or platform: sees that tenant and what lies below it. `reason` names
 * the job and is kept with the actor for logs.
 */
export function asCustomer<T>(
  tenantId: string,
  reason: string,
  run: (tx: TenantTx, actor: SystemActor) => Promise<T>,
): Promise<T> {
  const actor: SystemActor = { kind: 'system', tenantId, reason, requestId: uuidv7() };
  return inContext('worker', actor, (tx) => run(tx, actor));
}

/**
 * The worker over the whole tree: for folding, retention and anchoring only. When anything was written, an audit entry
 * `platform.crossed` with the reason is added to the platform's chain in the same transaction; crossing to read leaves
 * none, because a fold every second would bury the chain.
 */
export async function asPlatform<T>(reason: string, run: (tx: TenantTx, actor: SystemActor) => Promise<T>): Promise<T> {
  const actor: SystemActor = { kind: 'system', tenantId: await platformTenantId(), reason, requestId: uuidv7() };
  return inContext('worker', actor, async (tx) => {
    const value = await run(tx, actor);
    // The id exists only once the transaction has written something (assigning one ourselves would make it so).
    const [state] = await tx.$queryRaw<
      { wrote: boolean }[]
    >`select pg_current_xact_id_if_assigned() is not null as wrote`;
    if (state?.wrote) {
      await tx.$executeRaw`select app.audit(${actor.tenantId}::uuid, ${uuidv7()}::uuid, 'platform.crossed', 'tenant', ${actor.tenantId}::uuid, ${JSON.stringify({ reason })}::jsonb)`;
    }
    return value;
  });
}

function inContext<T>(role: DatabaseRole, actor: Actor, run: (tx: TenantTx) => Promise<T>): Promise<T> {
  return databaseClient(role).$transaction(async (tx) => {
    await tx.$executeRaw`select app.use_context(${signContext(actor)})`;
    return run(tx as TenantTx);
  }, limits);
}

let platformId: string | undefined;

async function platformTenantId(): Promise<string> {
  if (platformId) return platformId;
  const [row] = await databaseClient('worker').$queryRaw<{ id: string | null }[]>`select app.platform_tenant() as id`;
  if (!row?.id) throw new Error('There is no platform tenant yet: prepare the database first');
  platformId = row.id;
  return platformId;
}
