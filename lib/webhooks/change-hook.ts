import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import type { Secret } from '@/lib/crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Action, type Actor, type TenantTx } from '@/lib/tenancy';
import { findHook, type HookPlace, type HookRow } from './find-hook';
import { fingerprintOf, newSecret, openSecret, sealSecret } from './hook-secret';

/** How long the secret before still counts after a new one was made: time to change it in the other system. */
export const overlapMs = 24 * 3_600_000;

/**
 * Shows a hook's secret, once, to an owner of the customer. Ask with POST only. Refuses `forbidden` (another role,
 * staff, machines), `not_found` (no such step or flow, no hook yet) and `secret_already_shown` with `at` and `by`.
 * Records `secret.revealed`. The transaction must commit before the value is sent.
 */
export async function revealHookSecret(
  tx: TenantTx,
  actor: Actor,
  place: HookPlace,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ secret: Secret }>>> {
  const found = await ownHook(tx, actor, 'secret.reveal', place, means);
  if (!found.ok) return found;
  const { tenantId, hook } = found.value;
  const [burned] = await tx.$queryRaw<{ sealed: string }[]>`
    update inbound_hooks set revealed_at = ${means.clock.now()}, revealed_by = ${actorUserId(actor)}::uuid
    where tenant_id = ${tenantId}::uuid and id = ${hook.hookId}::uuid and status = 'active' and revealed_at is null
    returning sealed`;
  if (!burned) {
    return refuse('secret_already_shown', { at: hook.revealedAt?.toISOString() ?? '', by: hook.revealedBy ?? '' });
  }
  const secret = await openSecret(tx, 'inbound_hooks', { tenantId, id: hook.hookId }, burned.sealed, 'reveal');
  await record(tx, found.value, place, 'secret.revealed');
  return ok({ secret });
}

/**
 * Gives a hook a new secret, which may be shown once; the one before counts for another day. One that nobody has seen is
 * not the one before: whoever asks twice does not shut the sender out. Refuses as
 * `revealHookSecret` does, but for the showing. Records `webhook.secret_rotated`.
 */
export async function rotateHookSecret(
  tx: TenantTx,
  actor: Actor,
  place: HookPlace,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ until: Date }>>> {
  const found = await ownHook(tx, actor, 'secret.reveal', place, means);
  if (!found.ok) return found;
  const { tenantId, hook } = found.value;
  const secret = newSecret(hook.profile);
  const sealed = await sealSecret(tx, 'inbound_hooks', { tenantId, id: hook.hookId }, secret);
  const until = new Date(means.clock.now().getTime() + overlapMs);
  const changed = await tx.$executeRaw`
    update inbound_hooks set
      previous_sealed = case when revealed_at is null and previous_until > ${means.clock.now()} then previous_sealed else sealed end,
      previous_until = ${until}, sealed = ${sealed}, fingerprint = ${fingerprintOf(secret)}, revealed_at = null, revealed_by = null
    where tenant_id = ${tenantId}::uuid and id = ${hook.hookId}::uuid and status = 'active'`;
  if (changed === 0) return refuse('not_found');
  await record(tx, found.value, place, 'webhook.secret_rotated');
  return ok({ until });
}

export const nameHookInput = z.object({
  flowId: z.string().max(60),
  stepId: z.string().min(1).max(100),
  /** The id that the customer's own system gives its webhook; empty takes it back. */
  externalId: z
    .string()
    .trim()
    .max(200, 'field.invalid')
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'field.invalid'),
});

/**
 * Keeps the id by which the other system knows its webhook, for whoever looks for it later. Refuses `forbidden`,
 * `not_found`. Records `webhook.named`.
 */
export async function nameHook(
  tx: TenantTx,
  actor: Actor,
  input: z.input<typeof nameHookInput>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ externalId: string | null }>>> {
  const { externalId: given, ...place } = nameHookInput.parse(input);
  const found = await ownHook(tx, actor, 'flow.answer', place, means);
  if (!found.ok) return found;
  const externalId = given === '' ? null : given;
  await tx.$executeRaw`
    update inbound_hooks set external_id = ${externalId}
    where tenant_id = ${found.value.tenantId}::uuid and id = ${found.value.hook.hookId}::uuid and status = 'active'`;
  await record(tx, found.value, place, 'webhook.named');
  return ok({ externalId });
}

export type OwnHook = Readonly<{ tenantId: string; hook: HookRow }>;

/** The hook for somebody of the customer's own who may do this; staff look and do not touch. */
export async function ownHook(
  tx: TenantTx,
  actor: Actor,
  action: Action,
  place: HookPlace,
  means: Means,
): Promise<Outcome<OwnHook>> {
  const allowed = authorise(actor, action);
  if (!allowed.ok) return allowed;
  const found = await findHook(tx, actor, place, means.clock.now());
  if (!found.ok) return found;
  const { tenantId } = found.value.flow.state.flow;
  if (actor.kind !== 'member' || actor.tenantId !== tenantId) return refuse('forbidden', { action });
  const { hook } = found.value;
  return hook ? ok({ tenantId, hook }) : refuse('not_found');
}

async function record(tx: TenantTx, { tenantId, hook }: OwnHook, place: HookPlace, name: string): Promise<void> {
  const { flowId, stepId } = place;
  await recordAudit(tx, tenantId, {
    action: name,
    entityType: 'webhook',
    entityId: hook.hookId,
    details: { flow: flowId, step: stepId },
  });
  await recordEvent(tx, tenantId, { flowId, name, details: { stepId, hookId: hook.hookId } });
}
