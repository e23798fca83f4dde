import { ok, refuse, type Outcome } from '@/lib/errors';
import { waitsForScan } from '@/lib/files';
import { faultPoint } from '@/lib/platform/faults';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { isOpen } from './flow-state';
import { openFlow, type OpenedFlow } from './open-flow';
import { sendIn } from './send-in';

export type SubmitFlowInput = Readonly<{
  flowId: string;
  /** The flow's revision that the person checked; another one means that answers have changed since. */
  revision: number;
  /** Whether the declaration was agreed to. */
  agreed: boolean;
}>;
export type SubmittedFlow = Readonly<{ flowId: string; runId: string | null; alreadySubmitted: boolean }>;

/**
 * Sends a flow in: freezes the answers and queues what sets the customer up, in one transaction. Sending twice is
 * sending once. Refuses `forbidden`, `not_found`, `flow_incomplete` (`detail.stepId` is where to go on),
 * `flow_changed` when somebody has saved since the person checked, `file_not_ready` while a file is being scanned,
 * `invalid_input` without the declaration, and `flow_locked` for a cancelled or held flow. Records the milestone
 * `submitted`, audit and event `flow.submitted`.
 */
export async function submitFlow(
  tx: TenantTx,
  actor: Actor,
  { flowId, revision, agreed }: SubmitFlowInput,
  means: Means = systemMeans,
): Promise<Outcome<SubmittedFlow>> {
  const allowed = authorise(actor, 'flow.submit');
  if (!allowed.ok) return allowed;
  const seen = await openFlow(tx, flowId, means.clock.now());
  if (!seen.ok) return seen;
  const { tenantId } = seen.value.state.flow;
  // The lock makes two submissions follow each other and keeps a save from slipping in after the check below.
  await tx.$queryRaw`select 1 from onboarding_flows where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid for update`;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  const { state, walk, template } = flow.value;
  if (!isOpen(state.flow.status)) return alreadySent(flow.value);
  if (!walk.readyToSubmit) return refuse('flow_incomplete', {}, { detail: { stepId: walk.nextStepId } });
  if (state.flow.revision !== revision) return refuse('flow_changed');
  if (await waitsForScan(tx, flowId)) return refuse('file_not_ready');
  if (!agreed)
    return refuse('invalid_input', {}, { fields: { declaration: [{ code: 'review.declarationMissing', args: {} }] } });

  const runId = await sendIn(
    tx,
    actor,
    { flow: flow.value, details: { revision, templateVersion: template.version } },
    means,
  );
  faultPoint('submit:beforeCommit');
  return ok({ flowId, runId, alreadySubmitted: false });
}

/** A second press of the button is told the same as the first; a flow that was taken back is not sent by it. */
function alreadySent({ state }: OpenedFlow): Outcome<SubmittedFlow> {
  const { id, status } = state.flow;
  if (status === 'cancelled' || status === 'held') return refuse('flow_locked', { status });
  return ok({ flowId: id, runId: null, alreadySubmitted: true });
}
