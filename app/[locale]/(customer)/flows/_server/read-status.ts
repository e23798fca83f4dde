import { ok, type Outcome } from '@/lib/errors';
import { getStatusView, type StatusView } from '@/lib/onboarding';
import { getRunView, type RunView } from '@/lib/provisioning';
import type { Actor, TenantTx } from '@/lib/tenancy';

export type FlowStatusView = StatusView & Readonly<{ run: RunView | null }>;

/** Where a flow stands, with its newest run. */
export async function readStatus(
  tx: TenantTx,
  actor: Actor,
  input: Readonly<{ flowId: string; locale: string }>,
): Promise<Outcome<FlowStatusView>> {
  const status = await getStatusView(tx, actor, input);
  if (!status.ok) return status;
  const run = await getRunView(tx, actor, { flowId: input.flowId });
  return run.ok ? ok({ ...status.value, run: run.value }) : run;
}

/**
 * The state in the words of the page: nothing sent, with the partner where the template sets nothing up by itself, being
 * set up, done, taken back, or waiting for a person.
 */
export function phaseOf({ header, run }: FlowStatusView): 'none' | 'sent' | 'waiting' | 'done' | 'undone' | 'held' {
  if (header.open) return 'none';
  if (header.status === 'submitted' && run === null) return 'sent';
  if (header.status === 'held' || run?.status === 'held') return 'held';
  if (header.status === 'done' || run?.status === 'done') return 'done';
  return run?.status === 'undone' ? 'undone' : 'waiting';
}
