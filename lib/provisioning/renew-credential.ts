import { recordAudit } from '@/lib/audit';
import { ConnectorError } from '@/lib/connectors';
import { recordEvent } from '@/lib/platform/events';
import type { Workflow } from '@/lib/platform/jobs';
import { asCustomer } from '@/lib/tenancy';
import type { Receipt } from './actions/action';
import { actionKind } from './actions/registry';
import { contextOf, surroundingsOf, type Environment } from './environment';
import { latestRun } from './latest-run';
import { readRun, type ActionRecord, type RunRecord } from './run-record';

/** Waiting holds one of the worker's places, so that a long outage of somebody else's must not be waited out here. */
const attemptsMax = 5;
const firstWaitMs = 10_000;

/**
 * After a customer has replaced a credential: everything that the set-up had passed on is passed on again, so that the
 * systems which use it have the new one. Touches only what is there and ours. Tries for a few minutes; records audit
 * and event `credential.renewed`, or `credential.renewal_failed` with the code of the last failure.
 */
export const renewCredential =
  (environment: Environment): Workflow =>
  async (durable, { tenantId = '', flowId = '', name = '', checkId = '' }) => {
    let failure = '';
    for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
      const turn = await durable.step(`renew-${attempt}`, () => renewOnce(environment, { tenantId, flowId, name }));
      if (turn === 'nothing') return;
      failure = turn === 'done' ? '' : turn;
      if (failure === '' || failure.startsWith('!')) break;
      if (attempt < attemptsMax) await durable.sleep(firstWaitMs * 2 ** (attempt - 1));
    }
    const outcome = failure === '' ? 'credential.renewed' : 'credential.renewal_failed';
    await durable.step('record', () =>
      asCustomer(tenantId, `check:${checkId}`, async (tx) => {
        const details = { credential: name, ...(failure !== '' && { code: failure.replace('!', '') }) };
        await recordAudit(tx, tenantId, { action: outcome, entityType: 'flow', entityId: flowId, details });
        await recordEvent(tx, tenantId, { flowId, name: outcome, details });
      }),
    );
  };

type Where = Readonly<{ tenantId: string; flowId: string; name: string }>;

/** `done`, `nothing` when nothing was passed on, or the code of a failure; with `!` where waiting does not help. */
async function renewOnce(environment: Environment, { tenantId, flowId, name }: Where): Promise<string> {
  const read = await asCustomer(tenantId, `renew:${name}`, async (tx) => {
    const last = await latestRun(tx, flowId, false);
    const run = last?.kind === 'set_up' ? await readRun(tx, last) : null;
    return run && { run, surroundings: await surroundingsOf(tx, run) };
  });
  if (read === null) return 'nothing';
  const passedOn = read.run.actions.filter((action) => passesOn(read.run, action, name));
  if (passedOn.length === 0) return 'nothing';
  try {
    let did = false;
    for (const action of passedOn) {
      const context = contextOf(environment, read.run, read.surroundings, action);
      const receipt = context ? await actionKind(action.planned.uses).renew?.(context, action.receipt) : null;
      if (receipt) await remember(environment, read.run, action, receipt);
      did ||= Boolean(receipt);
    }
    return did ? 'done' : 'nothing';
  } catch (error) {
    if (error instanceof ConnectorError) return error.retryable ? error.code : `!${error.code}`;
    environment.onUnexpected(error, { flowId, credential: name });
    return '!unexpected';
  }
}

/** What exists now because of it, so that it is known when everything is taken away. */
const remember = (
  { means }: Environment,
  { tenantId, flowId, runId }: RunRecord,
  { planned }: ActionRecord,
  receipt: Receipt,
): Promise<void> =>
  asCustomer(tenantId, `run:${runId}`, async (tx) => {
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
  });

const passesOn = ({ status }: RunRecord, action: ActionRecord, name: string): boolean =>
  status === 'done' &&
  action.status === 'verified' &&
  action.planned.args['credential'] === name &&
  actionKind(action.planned.uses).renew !== undefined;
