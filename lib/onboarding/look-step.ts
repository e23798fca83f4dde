import { recordAudit } from '@/lib/audit';
import { ok, refuse, type FieldRefusal, type Outcome } from '@/lib/errors';
import type { ConnectStep, CredentialStep, StepDefinition } from '@/lib/flow-definition';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, isDelegate, type Actor, type TenantTx } from '@/lib/tenancy';
import { dropCredential, liveCredentials, sealParts, type SecretParts } from '@/lib/vault';
import { isLook, lookArguments, type LookStep } from './check-arguments';
import { isOpen } from './flow-state';
import type { OpenedFlow } from './open-flow';
import { openTasks } from './open-part';

export type LookRef = Readonly<{ flowId: string; stepId: string }>;
export type AskedLook = LookRef & Readonly<{ checkId: string }>;
export type SubmitCredentialInput = LookRef & Readonly<{ parts: SecretParts }>;

/** Longer than any key file; a form that sends more is not asking about a credential. */
const partLengthMax = 20_000;

/**
 * Takes a secret in to be tried: it is sealed, and the worker tries it at once. Only when it works is it kept; nothing
 * of it stays otherwise. Handing in another one later replaces the first once the new one works. Refuses `forbidden`,
 * `not_found`, `step_not_on_path`, `flow_locked` for a cancelled flow or a customer who leaves, `flow_incomplete` while an answer that the look
 * needs is missing, and `invalid_input` for parts that are empty. Records audit `credential.check_requested`.
 */
export async function submitCredential(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId, parts }: SubmitCredentialInput,
  means: Means = systemMeans,
): Promise<Outcome<AskedLook>> {
  const found = await findLook(tx, actor, { flowId, stepId }, isCredential, means);
  if (!found.ok) return found;
  const { flow, step } = found.value;
  const given = Object.fromEntries(step.parts.map(({ id }) => [id, (parts[id] ?? '').trim()]));
  const problems = partProblems(given);
  if (problems) return refuse('invalid_input', {}, { fields: problems });
  if (!(await mayBeGiven(tx, flow, step))) return refuse('flow_locked', { status: flow.state.flow.status });
  return requestLook(tx, actor, { flow, step, purpose: 'submit', parts: given }, means);
}

/**
 * Has the credential that is kept tried once more. Refuses as `submitCredential`, and `step_not_completed` when none is
 * kept. Records audit `credential.check_requested`.
 */
export async function recheckCredential(
  tx: TenantTx,
  actor: Actor,
  ref: LookRef,
  means: Means = systemMeans,
): Promise<Outcome<AskedLook>> {
  const found = await findLook(tx, actor, ref, isCredential, means);
  if (!found.ok) return found;
  const { flow, step } = found.value;
  if (!(await liveCredentials(tx, ref.flowId)).has(step.credential)) return refuse('step_not_completed');
  return requestLook(tx, actor, { flow, step, purpose: 'recheck' }, means);
}

/**
 * Has the worker look whether the other system can be reached and lets us in. Refuses as `submitCredential`. Records
 * audit `credential.check_requested`.
 */
export async function runConnectCheck(
  tx: TenantTx,
  actor: Actor,
  ref: LookRef,
  means: Means = systemMeans,
): Promise<Outcome<AskedLook>> {
  const found = await findLook(tx, actor, ref, isConnect, means);
  return found.ok ? requestLook(tx, actor, { ...found.value, purpose: 'connect' }, means) : found;
}

/**
 * Leaves a credential out where the template says that it may be. Refuses `forbidden`, `not_found`, `step_not_on_path`,
 * `flow_locked` once the answers were sent in, and `step_not_completed` where it may not be left out or one is kept.
 * Records the milestone `skipped:<step>` and audit `credential.skipped`.
 */
export async function skipCredential(
  tx: TenantTx,
  actor: Actor,
  ref: LookRef,
  means: Means = systemMeans,
): Promise<Outcome<LookRef>> {
  const found = await findLook(tx, actor, ref, isCredential, means);
  if (!found.ok) return found;
  const { flow, step } = found.value;
  const { tenantId, status } = flow.state.flow;
  if (!isOpen(status)) return refuse('flow_locked', { status });
  if (!step.optional || (await liveCredentials(tx, ref.flowId)).has(step.credential)) {
    return refuse('step_not_completed');
  }
  await endRunningLook(tx, flow, step.id, means.clock.now());
  await tx.$executeRaw`
    insert into flow_milestones (tenant_id, id, flow_id, name, user_id, at)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${ref.flowId}::uuid, ${`skipped:${step.id}`},
      ${actorUserId(actor)}::uuid, ${means.clock.now()})
    on conflict (tenant_id, flow_id, name) where withdrawn_at is null do nothing`;
  await touch(tx, flow);
  await record(tx, flow, step, 'credential.skipped');
  return ok(ref);
}

/**
 * Takes back a credential before the answers are sent in, and destroys its value. Refuses `forbidden` (also for
 * delegates, who may replace it), `not_found`, `step_not_on_path`, `flow_locked` afterwards and `step_not_completed`
 * when there is none. Withdraws the milestone `checked:<step>`; records audit `credential.removed`.
 */
export async function removeCredential(
  tx: TenantTx,
  actor: Actor,
  ref: LookRef,
  means: Means = systemMeans,
): Promise<Outcome<LookRef>> {
  if (isDelegate(actor)) return refuse('forbidden', { action: 'flow.answer' });
  const found = await findLook(tx, actor, ref, isCredential, means);
  if (!found.ok) return found;
  const { flow, step } = found.value;
  const { tenantId, status } = flow.state.flow;
  if (!isOpen(status)) return refuse('flow_locked', { status });
  const now = means.clock.now();
  await endRunningLook(tx, flow, step.id, now);
  const removed = await dropCredential(tx, { tenantId, flowId: ref.flowId }, step.credential, now);
  if (!removed) return refuse('step_not_completed');
  await tx.$executeRaw`
    update flow_milestones set withdrawn_at = ${now}
    where tenant_id = ${tenantId}::uuid and flow_id = ${ref.flowId}::uuid and name = ${`checked:${step.id}`}
      and withdrawn_at is null`;
  await touch(tx, flow);
  return ok(ref);
}

/**
 * Whether a credential may be handed in: not by a customer who has left, and while a customer is leaving only in place of
 * one that is there, because people have agreed to what goes, and taking away may need a key that works.
 */
export async function mayBeGiven(tx: TenantTx, { state, facts }: OpenedFlow, step: CredentialStep): Promise<boolean> {
  if (Object.hasOwn(facts.milestones, 'offboarded')) return false;
  if (state.customer.status !== 'offboarding') return true;
  return (await liveCredentials(tx, state.flow.id)).has(step.credential);
}

/** A step of this kind on the path whose task may be entered; the actor's own part only, for a delegate. */
export function findLookStep(
  flow: OpenedFlow,
  stepId: string,
): Readonly<{ step: LookStep; taskId: string; sectionId: string }> | null {
  const walked = flow.walk.steps.find(({ step }) => step.id === stepId);
  if (!walked || !isLook(walked.step)) return null;
  const task = flow.walk.sections.flatMap(({ tasks }) => tasks).find((each) => each.task.id === walked.taskId);
  if (task?.status === 'cannot_start') return null;
  return { step: walked.step, taskId: walked.taskId, sectionId: walked.sectionId };
}

const isCredential = (step: StepDefinition): step is CredentialStep => step.kind === 'credential';
const isConnect = (step: StepDefinition): step is ConnectStep => step.kind === 'connect';

async function findLook<Step extends LookStep>(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId }: LookRef,
  isKind: (step: StepDefinition) => step is Step,
  means: Means,
): Promise<Outcome<Readonly<{ flow: OpenedFlow; step: Step }>>> {
  const allowed = authorise(actor, 'flow.answer');
  if (!allowed.ok) return allowed;
  const opened = await openTasks(tx, actor, flowId, means.clock.now());
  if (!opened.ok) return opened;
  const flow = opened.value;
  if (flow.part && !flow.part.has(stepId)) return refuse('not_found');
  const step = findLookStep(flow, stepId)?.step;
  if (!step || !isKind(step)) return refuse('step_not_on_path', {}, { detail: { stepId: flow.walk.nextStepId } });
  const { status } = flow.state.flow;
  // A customer who has left has taken all credentials back: nothing new is kept.
  const hasLeft = Object.hasOwn(flow.facts.milestones, 'offboarded');
  return status === 'cancelled' || hasLeft ? refuse('flow_locked', { status }) : ok({ flow, step });
}

function partProblems(parts: SecretParts): Readonly<Record<string, readonly FieldRefusal[]>> | null {
  const problems = Object.entries(parts).flatMap(([id, text]): [string, readonly FieldRefusal[]][] => {
    if (text === '') return [[id, [{ code: 'field.required_secret', args: {} }]]];
    return text.length > partLengthMax ? [[id, [{ code: 'field.too_long', args: { max: partLengthMax } }]]] : [];
  });
  return problems.length > 0 ? Object.fromEntries(problems) : null;
}

type Request = Readonly<{
  flow: OpenedFlow;
  step: LookStep;
  purpose: 'submit' | 'recheck' | 'connect';
  parts?: SecretParts;
}>;

async function requestLook(
  tx: TenantTx,
  actor: Actor,
  { flow, step, purpose, parts }: Request,
  means: Means,
): Promise<Outcome<AskedLook>> {
  const { state, template, walk, whole, facts } = flow;
  const { tenantId, id: flowId } = state.flow;
  const known = { counting: (whole ?? walk).counting, facts };
  if (lookArguments(template.compiled, step.with, known) === null) {
    return refuse('flow_incomplete', {}, { detail: { stepId: walk.nextStepId } });
  }
  const now = means.clock.now();
  const checkId = means.newId();
  await endRunningLook(tx, flow, step.id, now);
  const sealed = parts ? await sealParts(tx, 'credential_checks', tenantId, checkId, parts) : null;
  await tx.$executeRaw`
    insert into credential_checks (tenant_id, id, flow_id, step_name, purpose, sealed, requested_by, requested_at)
    values (${tenantId}::uuid, ${checkId}::uuid, ${flowId}::uuid, ${step.id}, ${purpose}, ${sealed},
      ${actorUserId(actor)}::uuid, ${now})`;
  await tx.$queryRaw`select app.enqueue_check(${checkId}::uuid)::text`;
  await record(tx, flow, step, 'credential.check_requested', { purpose, check: checkId });
  return ok({ flowId, stepId: step.id, checkId });
}

/** Whoever asks again does not wait for the first answer; what was to be tried then is destroyed. */
async function endRunningLook(tx: TenantTx, { state }: OpenedFlow, stepId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    update credential_checks set status = 'replaced', sealed = null, ended_at = ${now}
    where tenant_id = ${state.flow.tenantId}::uuid and flow_id = ${state.flow.id}::uuid and step_name = ${stepId}
      and status = 'checking'`;
}

/** Somebody who has checked the answers before has not seen this. */
async function touch(tx: TenantTx, { state }: OpenedFlow): Promise<void> {
  await tx.$executeRaw`
    update onboarding_flows set revision = revision + 1, updated_at = now(), last_activity_at = now()
    where tenant_id = ${state.flow.tenantId}::uuid and id = ${state.flow.id}::uuid`;
}

async function record(
  tx: TenantTx,
  { state }: OpenedFlow,
  step: LookStep,
  action: string,
  details: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { tenantId, id: flowId } = state.flow;
  await recordAudit(tx, tenantId, {
    action,
    entityType: 'flow',
    entityId: flowId,
    details: { flow: flowId, step: step.id, ...details },
  });
  await recordEvent(tx, tenantId, { flowId, name: action, details: { step: step.id } });
}
