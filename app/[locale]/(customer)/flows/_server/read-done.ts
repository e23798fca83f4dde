import { ok, type Outcome } from '@/lib/errors';
import { getRevealView, type RevealView } from '@/lib/provisioning';
import type { Actor, TenantTx } from '@/lib/tenancy';
import { readStatus, type FlowStatusView } from './read-status';

export type DoneView = FlowStatusView &
  Readonly<{ secrets: readonly Readonly<{ stepId: string; title: string; help: string | null; view: RevealView }>[] }>;

/** Where a flow stands, with each of its shown-once secrets: whether it may be shown, never what it is. */
export async function readDone(
  tx: TenantTx,
  actor: Actor,
  input: Readonly<{ flowId: string; locale: string }>,
): Promise<Outcome<DoneView>> {
  const status = await readStatus(tx, actor, input);
  if (!status.ok) return status;
  const secrets: DoneView['secrets'][number][] = [];
  for (const { stepId, title, help } of status.value.reveals) {
    const view = await getRevealView(tx, actor, { flowId: input.flowId, stepId });
    if (!view.ok) return view;
    secrets.push({ stepId, title, help, view: view.value });
  }
  return ok({ ...status.value, secrets });
}
