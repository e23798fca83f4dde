import { ok, type Outcome } from '@/lib/errors';
import { versioned } from '@/lib/live-progress';
import { getOffboardingView, type OffboardingView } from '@/lib/offboarding';
import { getStatusView, type StatusView } from '@/lib/onboarding';
import { getRunView, type RunView } from '@/lib/provisioning';
import type { Actor, TenantTx } from '@/lib/tenancy';

export type FlowStatusView = StatusView &
  Readonly<{
    run: RunView | null;
    /** What the page shows now, as the stream of progress names it. */
    version: string;
    offboarding: OffboardingView;
  }>;

/** Where a flow stands, with its newest run, and whether the customer is leaving. */
export async function readStatus(
  tx: TenantTx,
  actor: Actor,
  input: Readonly<{ flowId: string; locale: string }>,
): Promise<Outcome<FlowStatusView>> {
  return versioned(tx, actor, input, async () => {
    const status = await getStatusView(tx, actor, input);
    if (!status.ok) return status;
    const run = await getRunView(tx, actor, { flowId: input.flowId });
    if (!run.ok) return run;
    const offboarding = await getOffboardingView(tx, actor, input);
    if (!offboarding.ok) return offboarding;
    return ok({ ...status.value, run: run.value, offboarding: offboarding.value });
  });
}

export type FlowPhase = 'none' | 'sent' | 'waiting' | 'done' | 'undoing' | 'undone' | 'held' | 'leaving' | 'left';

/**
 * The state in the words of the page: nothing sent, with the partner where the template sets nothing up by itself, being
 * set up, done, being taken back, taken back, waiting for a person, or leaving and gone.
 */
export function phaseOf({ header, run, offboarding }: FlowStatusView): FlowPhase {
  const wish = offboarding.current?.status;
  if (wish === 'done' && offboarding.customerStatus === 'inactive') return 'left';
  if (wish === 'running' || wish === 'held') return 'leaving';
  if (header.open) return 'none';
  if (header.status === 'submitted' && run === null) return 'sent';
  if (run?.status === 'undoing') return 'undoing';
  if (header.status === 'held' || run?.status === 'held') return 'held';
  if (header.status === 'done' || run?.status === 'done') return 'done';
  return run?.status === 'undone' ? 'undone' : 'waiting';
}
