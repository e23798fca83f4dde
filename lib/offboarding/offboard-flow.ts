import { recordAudit } from '@/lib/audit';
import { recordEvent } from '@/lib/platform/events';
import type { JobArgs, Workflow } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { asCustomer, type TenantTx } from '@/lib/tenancy';
import { dropCredential, liveCredentials } from '@/lib/vault';
import { credentialKind } from './effects';
import { leavingFlow, optionsOf } from './leaving-flow';

/**
 * The workflow `offboard-run { tenantId, runId }`: lets `take` carry the run out, then says what came of the wish. When
 * everything was taken away and looked for, the credentials that the customer gave are destroyed unless the
 * option keeps them, secrets that were still being tried are destroyed in any case, and the customer has the status that
 * the option names; when something could not be taken away, the wish is on hold and the customer is still leaving. The run itself tells of its end; the
 * customer's is `customer.offboarded`. May be cut off anywhere and run again.
 */
export const offboardFlow =
  (take: Workflow, means: Means = systemMeans): Workflow =>
  async (durable, args) => {
    await take(durable, args);
    await durable.step('close-offboarding', () => closeOffboarding(args, means));
  };

async function closeOffboarding({ tenantId, runId }: JobArgs, means: Means): Promise<void> {
  if (tenantId === undefined || runId === undefined)
    throw new Error('An offboarding is named by its tenant and its run');
  await asCustomer(tenantId, `run:${runId}`, async (tx) => {
    const [wish] = await tx.$queryRaw<Wish[]>`
      select o.id, o.flow_id as "flowId", o.option_id as "optionId", r.status as "runStatus"
      from offboardings o join provisioning_runs r on r.tenant_id = o.tenant_id and r.id = o.run_id
      where o.tenant_id = ${tenantId}::uuid and o.run_id = ${runId}::uuid and o.status = 'running' for update of o`;
    if (!wish) return;
    const ends = outcomes[wish.runStatus];
    if (ends === undefined) return;
    const now = means.clock.now();
    await tx.$executeRaw`
      update offboardings set status = ${ends}, ended_at = ${now}
      where tenant_id = ${tenantId}::uuid and id = ${wish.id}::uuid`;
    if (ends === 'done') await leave(tx, tenantId, wish, now, means);
  });
}

type Wish = Readonly<{ id: string; flowId: string; optionId: string; runStatus: string }>;

/** What the end of the run makes of the wish; nothing while the run goes on. */
const outcomes: Readonly<Partial<Record<string, 'done' | 'held'>>> = { done: 'done', undone: 'done', held: 'held' };

async function leave(
  tx: TenantTx,
  tenantId: string,
  { flowId, optionId }: Wish,
  now: Date,
  means: Means,
): Promise<void> {
  // A look that is about to keep a credential waits here, or was before us; either way nothing is kept in the end.
  await tx.$queryRaw`
    select 1 as one from onboarding_flows where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid for no key update`;
  const flow = await leavingFlow(tx, flowId);
  const option = flow.ok ? optionsOf(flow.value).find(({ id }) => id === optionId) : undefined;
  if (option === undefined) throw new Error('The way of offboarding is missing');
  const { ends, keeps } = option;
  const given = keeps.includes(credentialKind) ? [] : (await liveCredentials(tx, flowId)).keys();
  for (const name of given) await dropCredential(tx, { tenantId, flowId }, name, now);
  await endLooks(tx, tenantId, flowId, now);
  await tx.$executeRaw`
    update customers set status = ${ends}, updated_at = ${now}
    where tenant_id = ${tenantId}::uuid and status = 'offboarding'`;
  await tx.$executeRaw`
    insert into flow_milestones (tenant_id, id, flow_id, name, at, details)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, 'offboarded', ${now},
      ${JSON.stringify({ option: optionId })}::jsonb)
    on conflict (tenant_id, flow_id, name) where withdrawn_at is null do nothing`;
  const details = { option: optionId, status: ends };
  await recordAudit(tx, tenantId, { action: 'customer.offboarded', entityType: 'flow', entityId: flowId, details });
  await recordEvent(tx, tenantId, { flowId, name: 'customer.offboarded', details });
}

/** One that another worker has in its hands finds the customer gone as soon as it looks. */
async function endLooks(tx: TenantTx, tenantId: string, flowId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    update credential_checks set status = 'expired', sealed = null, ended_at = ${now}
    where tenant_id = ${tenantId}::uuid and id in (
      select c.id from credential_checks c
      where c.tenant_id = ${tenantId}::uuid and c.flow_id = ${flowId}::uuid and c.status = 'checking' for update skip locked)`;
}
