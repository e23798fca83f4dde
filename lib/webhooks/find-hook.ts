import { refuse, ok, type Outcome } from '@/lib/errors';
import type { WalkedStep, WebhookStep } from '@/lib/flow-definition';
import { openTasks, type OpenedFlow } from '@/lib/onboarding';
import type { Actor, TenantTx } from '@/lib/tenancy';
import type { Profile } from './profiles';

export type HookPlace = Readonly<{ flowId: string; stepId: string }>;
export type HookRow = Readonly<{
  hookId: string;
  connector: string;
  name: string;
  profile: Profile;
  header: string;
  sealed: string;
  fingerprint: string;
  previousUntil: Date | null;
  externalId: string | null;
  revealedAt: Date | null;
  revealedBy: string | null;
  firstDeliveryAt: Date | null;
  lastDeliveryAt: Date | null;
  testedAt: Date | null;
}>;
export type FoundHook = Readonly<{ flow: OpenedFlow; step: WebhookStep; walked: WalkedStep; hook: HookRow | null }>;

/**
 * The webhook step of this id with its hook, which is null until it has been made. Refuses `not_found` for a flow that
 * is not there or out of sight, for a step that is no webhook's or not on the path, and for a delegate's that is not
 * theirs.
 */
export async function findHook(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId }: HookPlace,
  now: Date,
): Promise<Outcome<FoundHook>> {
  const opened = await openTasks(tx, actor, flowId, now);
  if (!opened.ok) return opened;
  const flow = opened.value;
  const walked = flow.walk.steps.find(({ step }) => step.id === stepId);
  if (walked?.step.kind !== 'webhook') return refuse('not_found');
  const { step } = walked;
  const [hook] = await tx.$queryRaw<HookRow[]>`
    select h.id as "hookId", h.connector, h.name, h.profile, h.header, h.sealed, h.fingerprint,
      h.previous_until as "previousUntil", h.external_id as "externalId", h.revealed_at as "revealedAt",
      (select m.display_name from members m where m.tenant_id = h.tenant_id and m.user_id = h.revealed_by limit 1)
        as "revealedBy",
      h.first_delivery_at as "firstDeliveryAt", h.last_delivery_at as "lastDeliveryAt", h.tested_at as "testedAt"
    from inbound_hooks h
    where h.tenant_id = ${flow.state.flow.tenantId}::uuid and h.flow_id = ${flowId}::uuid and h.action_id = ${step.action}
      and h.status = 'active'`;
  return ok({ flow, step, walked, hook: hook ?? null });
}
