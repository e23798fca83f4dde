import { ok, refuse, type Outcome } from '@/lib/errors';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { readFlow } from './read-flow';
import { revealStepOf } from './reveal-secret';

export type RevealView = Readonly<{
  /** `waiting`: nothing to show yet; `ready`: may be shown once; `shown`: it was, and never will be again. */
  state: 'waiting' | 'ready' | 'shown';
  /** Tells this key from others without telling anything about it. */
  fingerprint: string | null;
  shownAt: Date | null;
  shownBy: string | null;
  mayReveal: boolean;
}>;

/**
 * Where a reveal step stands; never the secret. Refuses `forbidden` and, for what is missing or out of sight,
 * `not_found`. Records nothing, so a page may be opened and reloaded freely.
 */
export async function getRevealView(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId }: Readonly<{ flowId: string; stepId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<RevealView>> {
  const allowed = authorise(actor, 'run.read');
  if (!allowed.ok) return allowed;
  const flow = await readFlow(tx, flowId, means.clock.now());
  const step = flow && revealStepOf(flow, stepId);
  if (!flow || !step) return refuse('not_found');
  const [actionId = ''] = step.what.split('.');
  const [key] = await tx.$queryRaw<{ fingerprint: string; revealed_at: Date | null; name: string | null }[]>`
    select k.fingerprint, k.revealed_at, m.display_name as name from customer_keys k
    left join members m on m.tenant_id = k.tenant_id and m.user_id = k.revealed_by
    where k.tenant_id = ${flow.tenantId}::uuid and k.flow_id = ${flowId}::uuid and k.action_id = ${actionId}
      and k.revoked_at is null`;
  const state = key === undefined || flow.status !== 'done' ? 'waiting' : key.revealed_at ? 'shown' : 'ready';
  return ok({
    state,
    fingerprint: key?.fingerprint ?? null,
    shownAt: key?.revealed_at ?? null,
    shownBy: key?.name ?? null,
    mayReveal:
      state === 'ready' && actor.kind === 'member' && actor.role === step.to && actor.tenantId === flow.tenantId,
  });
}
