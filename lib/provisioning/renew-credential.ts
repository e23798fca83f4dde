import { recordAudit } from '@/lib/audit';
import { ConnectorError } from '@/lib/connectors';
import { recordEvent } from '@/lib/platform/events';
import type { Workflow } from '@/lib/platform/jobs';
import { asCustomer, type TenantTx } from '@/lib/tenancy';
import type { Receipt } from './actions/action';
import { actionKind } from './actions/registry';
import { contextOf, type Environment } from './environment';
import { afterRenewal, cameBack, endLease, takeLease, type Renewal, type Renewed } from './renewal-lease';
import type { ActionRecord, RunRecord } from './run-record';

/** Waiting holds one of the worker's places, so that a long outage of somebody else's must not be waited out here. */
const attemptsMax = 5;
/** With all the waits after it, longer than the lease of a renewal that has failed before this one may last. */
const firstWaitMs = 13_000;

/**
 * After a customer has replaced a credential: everything that the set-up had passed on is passed on again, so that the
 * systems which use it have the new one. Touches only what is there and ours, and nothing once the customer is leaving
 * or the set-up is taken back: a lease keeps people from agreeing to that meanwhile, and what came back all the same, by
 * a worker that was too late, is taken away again. Tries for a few minutes; records audit and event
 * `credential.renewed`, or `credential.renewal_failed` with the code of the last failure.
 */
export const renewCredential =
  (environment: Environment): Workflow =>
  async (durable, { tenantId = '', flowId = '', name = '', checkId = '' }) => {
    const renewal = { tenantId, flowId, name, holder: `check:${checkId}` };
    let failure = '';
    for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
      const turn = await durable.step(`renew-${attempt}`, () => renewOnce(environment, renewal));
      if (turn === 'nothing') return;
      failure = turn === 'done' ? '' : turn;
      if (failure === '' || failure.startsWith('!')) break;
      if (attempt < attemptsMax) await durable.sleep(firstWaitMs * 2 ** (attempt - 1));
    }
    if (failure !== '') await durable.step('clear', () => clear(environment, renewal, failure));
    const outcome = failure === '' ? 'credential.renewed' : 'credential.renewal_failed';
    await durable.step('record', () =>
      asCustomer(tenantId, `check:${checkId}`, async (tx) => {
        const details = { credential: name, ...(failure !== '' && { code: failure.replace('!', '') }) };
        await recordAudit(tx, tenantId, { action: outcome, entityType: 'flow', entityId: flowId, details });
        await recordEvent(tx, tenantId, { flowId, name: outcome, details });
      }),
    );
  };

/** `done`, `nothing` when nothing was passed on, or the code of a failure; with `!` where waiting does not help. */
async function renewOnce(environment: Environment, renewal: Renewal): Promise<string> {
  try {
    const lease = await takeLease(renewal, environment.means);
    if (lease.state === 'nothing' || lease.state === 'busy') return lease.state;
    const turn = await (lease.state === 'held' ? passOn : takeAway)(environment, renewal, lease);
    if (turn !== 'busy') await endLease(renewal);
    return turn;
  } catch (error) {
    if (error instanceof ConnectorError) return error.retryable ? error.code : `!${error.code}`;
    environment.onUnexpected(error, { flowId: renewal.flowId, credential: renewal.name });
    return '!unexpected';
  }
}

/**
 * After the last attempt has failed: takes away what came back while everything was being taken away. A lease after a
 * failure of which nobody knows how far it came is left to run out: what is on its way may still arrive.
 */
async function clear(environment: Environment, renewal: Renewal, failure: string): Promise<void> {
  try {
    const lease = await takeLease(renewal, environment.means);
    if (lease.state === 'overtaken') await takeAway(environment, renewal, lease);
    if (lease.state === 'overtaken' || failure.startsWith('!')) await endLease(renewal);
  } catch (error) {
    environment.onUnexpected(error, { flowId: renewal.flowId, credential: renewal.name });
  }
}

async function passOn(environment: Environment, renewal: Renewal, { run, surroundings }: Renewed): Promise<string> {
  let did = false;
  for (const action of run.actions.filter((each) => each.status === 'verified' && uses(each, renewal.name))) {
    if (did && (await takeLease(renewal, environment.means)).state !== 'held') return 'busy';
    const context = contextOf(environment, run, surroundings, action);
    const kind = actionKind(action.planned.uses);
    const receipt = context ? await kind.renew?.(context, action.receipt) : null;
    if (!context || !receipt) continue;
    const came = await afterRenewal(renewal, run, action.planned.id, (tx) =>
      remember(tx, environment, run, action, receipt),
    );
    if (came === 'stale') return 'busy';
    if (came === 'overtaken') await kind.compensate(context, receipt);
    if (came !== 'kept') return 'nothing';
    did = true;
  }
  return did ? 'done' : 'nothing';
}

/** For a turn that was cut off: what it may have put back after everything was taken away. */
async function takeAway(environment: Environment, renewal: Renewal, { run, surroundings }: Renewed): Promise<string> {
  for (const action of run.actions.filter((each) => uses(each, renewal.name))) {
    const context = contextOf(environment, run, surroundings, action);
    if (context === null || !(await cameBack(renewal, action.planned.id))) continue;
    await actionKind(action.planned.uses).compensate(context, action.receipt);
  }
  return 'nothing';
}

/** What exists now because of it, so that it is known when everything is taken away. */
async function remember(
  tx: TenantTx,
  { means }: Environment,
  { tenantId, flowId, runId }: RunRecord,
  { planned }: ActionRecord,
  receipt: Receipt,
): Promise<void> {
  await tx.$executeRaw`
    update provisioning_actions set receipt = ${JSON.stringify(receipt)}::jsonb
    where tenant_id = ${tenantId}::uuid and run_id = ${runId}::uuid and action_id = ${planned.id} and status = 'verified'`;
  for (const { kind, name } of receipt.items) {
    await tx.$executeRaw`
      insert into inventory_items (tenant_id, id, flow_id, run_id, action_id, kind, name, created_at)
      values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${runId}::uuid, ${planned.id}, ${kind}, ${name},
        ${means.clock.now()})
      on conflict (tenant_id, run_id, action_id, kind, name) do nothing`;
  }
}

const uses = ({ planned }: ActionRecord, name: string): boolean =>
  planned.args['credential'] === name && actionKind(planned.uses).renew !== undefined;
