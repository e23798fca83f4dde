import {
  checkNamed,
  ConnectorError,
  type Check,
  type CheckReport,
  type CheckResult,
  type Connection,
  type WireMeans,
} from '@/lib/connectors';
import type { CredentialStep } from '@/lib/flow-definition';
import {
  applyLifecycle,
  findLookStep,
  isOpen,
  lifecycleChange,
  lookArguments,
  lookDigest,
  mayBeGiven,
  openFlow,
  resolvedText,
  type LookArguments,
  type LookStep,
  type OpenedFlow,
} from '@/lib/onboarding';
import { recordEvent } from '@/lib/platform/events';
import { enqueue, type Workflow } from '@/lib/platform/jobs';
import type { Means } from '@/lib/platform/means';
import { asCustomer, type TenantTx } from '@/lib/tenancy';
import { keepCredential, openCredential, openParts, type SecretParts } from '@/lib/vault';
import { causeMayPass, rotateAt } from './look-result';

/** What the worker lends to live looks. */
export type LookEnvironment = Readonly<{
  wire: WireMeans;
  connection: (ownerTenantId: string, system: string, purpose: string) => Promise<Connection | null>;
  means: Means;
  onUnexpected: (error: unknown, about: Readonly<Record<string, string>>) => void;
  /** The look of a name; the registry when absent. */
  check?: (name: string) => Check;
}>;

type Pending = Readonly<{
  tenantId: string;
  checkId: string;
  flowId: string;
  stepName: string;
  purpose: 'submit' | 'recheck' | 'connect';
  requestedBy: string | null;
}>;
type Prepared = Readonly<{ pending: Pending; step: LookStep; args: LookArguments; owner: string; secret: SecretParts }>;

/**
 * Carries out one look. The secret to try is opened, tried outside of any transaction, and then, in one transaction,
 * either kept together with the milestone `checked:<step>` or destroyed: when the look has found a fault, nothing of it
 * is left. A look that was replaced or has run out meanwhile changes nothing, nor does one for a customer who has left. Records the events `credential.checked`
 * and `credential.check_failed`.
 */
export const checkCredentialWorkflow =
  (environment: LookEnvironment): Workflow =>
  async (durable, { tenantId = '', checkId = '' }) => {
    // One step: what it holds in between is a secret, and answers of steps are stored.
    await durable.step('look', async () => {
      const prepared = await prepare(environment, tenantId, checkId);
      if (prepared === null) return;
      const report = await tried(environment, prepared);
      await conclude(environment, prepared, report);
    });
  };

async function prepare(environment: LookEnvironment, tenantId: string, checkId: string): Promise<Prepared | null> {
  const purpose = `check:${checkId}`;
  const read = await asCustomer(tenantId, purpose, async (tx) => {
    const [row] = await tx.$queryRaw<(Omit<Pending, 'tenantId' | 'checkId'> & { sealed: string | null })[]>`
      select flow_id as "flowId", step_name as "stepName", purpose, requested_by as "requestedBy", sealed
      from credential_checks
      where tenant_id = ${tenantId}::uuid and id = ${checkId}::uuid and status = 'checking'`;
    if (!row) return null;
    const { sealed, ...rest } = row;
    const pending: Pending = { tenantId, checkId, ...rest };
    const flow = await openFlow(tx, row.flowId, environment.means.clock.now());
    const step = flow.ok ? findLookStep(flow.value, row.stepName)?.step : undefined;
    const args = flow.ok && step ? argumentsOf(flow.value, step) : null;
    if (!flow.ok || !step || args === null) {
      await end(tx, pending, 'expired', emptyReport, environment.means);
      return null;
    }
    const candidate =
      sealed === null ? null : await openParts(tx, 'credential_checks', tenantId, checkId, sealed, purpose);
    return { pending, step, args, owner: flow.value.state.customer.ownerTenantId, candidate };
  });
  if (read === null) return null;
  const { candidate, ...prepared } = read;
  const secret = candidate ?? (await keptSecret(prepared.pending, prepared.step, purpose));
  return { ...prepared, secret };
}

const argumentsOf = ({ template, walk, facts }: OpenedFlow, step: LookStep): LookArguments | null =>
  lookArguments(template.compiled, step.with, { counting: walk.counting, facts });

async function keptSecret(pending: Pending, { credential }: LookStep, purpose: string): Promise<SecretParts> {
  return credential === undefined ? {} : ((await openCredential(pending, credential, purpose)) ?? {});
}

/** The look itself. Whatever happens is a report: a person waits for one. */
async function tried(environment: LookEnvironment, prepared: Prepared): Promise<CheckReport> {
  const { step, args, secret, owner, pending } = prepared;
  const needsSecret = step.kind === 'credential' || step.credential !== undefined;
  if (needsSecret && Object.keys(secret).length === 0) return failed(step, { code: 'credential_missing' });
  try {
    return await (environment.check ?? checkNamed)(step.check).run({
      args,
      secret,
      connection: (system) => environment.connection(owner, system, `check:${pending.checkId}`),
      wire: environment.wire,
    });
  } catch (error) {
    if (error instanceof ConnectorError) return failed(step, { code: error.code, args: error.args });
    environment.onUnexpected(error, { check: step.check, checkId: pending.checkId });
    return failed(step, { code: 'unexpected' });
  }
}

/** Nothing is known about any of the questions but why. */
const failed = ({ asks }: LookStep, why: Pick<CheckResult, 'code' | 'args'>): CheckReport => ({
  ok: false,
  results: [...Object.keys(asks), ...(Object.keys(asks).length > 0 ? [] : ['access'])].map((id) => ({
    id,
    ok: false,
    ...why,
  })),
  facts: {},
});

const emptyReport: CheckReport = { ok: false, results: [], facts: {} };

async function conclude(environment: LookEnvironment, prepared: Prepared, report: CheckReport): Promise<void> {
  const { means } = environment;
  const { pending, step, secret } = prepared;
  await asCustomer(pending.tenantId, `check:${pending.checkId}`, async (tx) => {
    const [row] = await tx.$queryRaw<{ status: string }[]>`
      select status from credential_checks
      where tenant_id = ${pending.tenantId}::uuid and id = ${pending.checkId}::uuid for update`;
    if (row?.status !== 'checking') return;
    // Whoever agrees to the customer's leaving, or destroys what was given in the end, comes before or after.
    await tx.$queryRaw`
      select 1 as one from onboarding_flows
      where tenant_id = ${pending.tenantId}::uuid and id = ${pending.flowId}::uuid for no key update`;
    const opened = await openFlow(tx, pending.flowId, means.clock.now());
    if (!opened.ok) return;
    const flow = opened.value;
    if (step.kind === 'credential' && !(await mayBeGiven(tx, flow, step))) {
      return end(tx, pending, 'expired', emptyReport, means);
    }
    const args = argumentsOf(flow, step);
    // What was looked at is not what the answers say any more: the finding would be about something else.
    if (args === null || lookDigest(step, args) !== lookDigest(step, prepared.args)) {
      return end(tx, pending, 'expired', emptyReport, means);
    }
    await end(tx, pending, report.ok ? 'passed' : 'failed', report, means);
    if (report.ok) {
      if (step.kind === 'credential') {
        await keep(tx, flow, step, pending, secret, report, means);
        await passOn(tx, flow, step, pending);
      }
      await reach(tx, flow, step, pending, lookDigest(step, args), means);
    } else if (pending.purpose !== 'submit' && isOpen(flow.state.flow.status) && !causeMayPass(report)) {
      await withdraw(tx, pending, [`checked:${step.id}`], means);
    }
    await tx.$executeRaw`
      update onboarding_flows set revision = revision + 1, updated_at = now(), last_activity_at = now()
      where tenant_id = ${pending.tenantId}::uuid and id = ${pending.flowId}::uuid`;
    await recordEvent(tx, pending.tenantId, {
      flowId: pending.flowId,
      name: report.ok ? 'credential.checked' : 'credential.check_failed',
      details: { step: step.id, codes: [...new Set(report.results.flatMap(({ code }) => code ?? []))] },
    });
  });
}

async function end(
  tx: TenantTx,
  { tenantId, checkId }: Pending,
  status: 'passed' | 'failed' | 'expired',
  { results, facts }: CheckReport,
  means: Means,
): Promise<void> {
  await tx.$executeRaw`
    update credential_checks set status = ${status}, sealed = null, results = ${JSON.stringify(results)}::jsonb,
      facts = ${JSON.stringify(facts)}::jsonb, ended_at = ${means.clock.now()}
    where tenant_id = ${tenantId}::uuid and id = ${checkId}::uuid`;
}

async function keep(
  tx: TenantTx,
  flow: OpenedFlow,
  step: CredentialStep,
  pending: Pending,
  parts: SecretParts,
  { facts }: CheckReport,
  means: Means,
): Promise<void> {
  const { tenantId, flowId } = pending;
  const now = means.clock.now();
  if (pending.purpose === 'recheck') {
    await tx.$executeRaw`
      update credentials set checked_at = ${now}, facts = ${JSON.stringify(facts)}::jsonb
      where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = ${step.credential}
        and replaced_at is null and removed_at is null`;
    return;
  }
  const storeName = resolvedText(flow.template.compiled, step.storeName, {
    counting: flow.walk.counting,
    facts: flow.facts,
  });
  const kept = { tenantId, flowId, stepName: step.id, name: step.credential, parts, facts };
  await keepCredential(
    tx,
    {
      ...kept,
      storeName: storeName ?? step.credential,
      storedBy: pending.requestedBy,
      rotateAt: rotateAt(step, facts, now),
    },
    means,
  );
}

/** What the set-up has passed on has to follow a credential that was replaced afterwards. */
async function passOn(tx: TenantTx, { state }: OpenedFlow, step: CredentialStep, pending: Pending): Promise<void> {
  if (pending.purpose !== 'submit' || !Object.hasOwn(state.milestones, 'provisioned')) return;
  const { tenantId, flowId, checkId } = pending;
  await enqueue(tx, {
    workflow: 'renew-credential',
    id: `renew:${checkId}`,
    args: { tenantId, flowId, checkId, name: step.credential },
  });
}

async function reach(
  tx: TenantTx,
  flow: OpenedFlow,
  step: LookStep,
  pending: Pending,
  digest: string,
  means: Means,
): Promise<void> {
  const { tenantId, flowId, checkId, requestedBy } = pending;
  const name = `checked:${step.id}`;
  await withdraw(tx, pending, [name, `skipped:${step.id}`], means);
  await tx.$executeRaw`
    insert into flow_milestones (tenant_id, id, flow_id, name, user_id, at, details)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${name}, ${requestedBy}::uuid,
      ${means.clock.now()}, ${JSON.stringify({ with: digest, check: checkId })}::jsonb)`;
  const { definition } = flow.template.compiled;
  await applyLifecycle(tx, tenantId, lifecycleChange(definition, name, flow.state.customer.status));
}

async function withdraw(
  tx: TenantTx,
  { tenantId, flowId }: Pending,
  names: readonly string[],
  means: Means,
): Promise<void> {
  await tx.$executeRaw`
    update flow_milestones set withdrawn_at = ${means.clock.now()}
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = any (${[...names]})
      and withdrawn_at is null`;
}
