import { ok, type Outcome } from '@/lib/errors';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, isDelegate, type Actor, type TenantTx } from '@/lib/tenancy';
import { flowHeader, type FlowHeader } from './flow-header';
import { laterFields, type LaterField } from './later-fields';
import { openFlow, type OpenedFlow } from './open-flow';

export type RevealStepView = Readonly<{
  stepId: string;
  title: string;
  help: string | null;
  /** `actionId.output` of what is shown. */
  what: string;
  /** The fact that it was shown, when it was. */
  revealedAt: string | null;
  canReveal: boolean;
}>;
export type StatusView = Readonly<{
  header: FlowHeader;
  submittedAt: string | null;
  provisionedAt: string | null;
  /** Shown-once secrets of this flow, in order. */
  reveals: readonly RevealStepView[];
  /** Pages on which the customer enters a hook of ours in a system of theirs, in order. */
  webhookSteps: readonly Readonly<{ stepId: string; title: string }>[];
  /** Whether there is a list of things that have to hold. */
  hasChecks: boolean;
  /** What may be given later and is still missing. */
  later: readonly LaterField[];
  mayGiveLater: boolean;
  canReopen: boolean;
}>;
export type GetStatusViewInput = Readonly<{ flowId: string; locale: string }>;

/**
 * Where a flow stands after it was sent: the facts, and the secrets that wait to be shown once. What the run is doing
 * is provisioning's own view. Refuses `forbidden` and `not_found`. Records nothing.
 */
export async function getStatusView(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: GetStatusViewInput,
  means: Means = systemMeans,
): Promise<Outcome<StatusView>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  const { milestones, flow: row } = flow.value.state;
  return ok({
    header: flowHeader(flow.value, locale),
    submittedAt: milestones['submitted']?.at ?? null,
    provisionedAt: milestones['provisioned']?.at ?? null,
    reveals: revealSteps(flow.value, actor, locale),
    webhookSteps: flow.value.walk.steps.flatMap(({ step }) =>
      step.kind === 'webhook' ? [{ stepId: step.id, title: localizedText(step.title, locale) }] : [],
    ),
    hasChecks: !isDelegate(actor) && flow.value.walk.steps.some(({ step }) => step.kind === 'verify'),
    later: isDelegate(actor) ? [] : laterFields(flow.value, locale),
    mayGiveLater: can(actor, 'flow.answer'),
    canReopen: row.status === 'submitted' && can(actor, 'flow.reopen'),
  });
}

function revealSteps({ walk, state }: OpenedFlow, actor: Actor, locale: string): readonly RevealStepView[] {
  return walk.steps.flatMap(({ step }) => {
    if (step.kind !== 'reveal') return [];
    const revealed = state.milestones[`secret_revealed:${step.id}`];
    return [
      {
        stepId: step.id,
        title: localizedText(step.title, locale),
        help: step.help ? localizedText(step.help, locale) : null,
        what: step.what,
        revealedAt: revealed?.at ?? null,
        canReveal: !revealed && can(actor, 'secret.reveal'),
      },
    ];
  });
}
