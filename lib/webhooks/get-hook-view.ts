import { ok, type Outcome } from '@/lib/errors';
import { localizedText } from '@/lib/i18n';
import { flowHeader, type FlowHeader } from '@/lib/onboarding';
import { config } from '@/lib/platform/config';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, isDelegate, type Actor, type TenantTx } from '@/lib/tenancy';
import { findHook, type FoundHook, type HookPlace, type HookRow } from './find-hook';
import { hookPath } from './hook';
import type { Profile, RefusalReason } from './profiles';

export type HookRefusal = Readonly<{ reason: RefusalReason; times: number; lastAt: Date }>;
export type HookFacts = Readonly<{
  url: string;
  header: string;
  profile: Profile;
  name: string;
  fingerprint: string;
  /** When and by whom the secret was shown; null while it may still be. */
  revealed: Readonly<{ at: Date; by: string | null }> | null;
  /** Until when the secret before this one still counts; null when only this one does. */
  previousUntil: Date | null;
  externalId: string | null;
  firstDeliveryAt: Date | null;
  lastDeliveryAt: Date | null;
  testedAt: Date | null;
  /** What was refused here, the latest first: "the signature is wrong" is something else than "nothing came". */
  refusals: readonly HookRefusal[];
}>;
export type HookView = Readonly<{
  header: FlowHeader;
  stepId: string;
  sectionTitle: string;
  taskTitle: string;
  title: string;
  help: string | null;
  guide: readonly string[];
  /** What to try, by the reasons that it is for. */
  remedies: readonly Readonly<{ on: readonly string[]; text: string }>[];
  /** `not_ready` until set-up has made the hook; `waiting` until the first genuine delivery. */
  state: 'not_ready' | 'waiting' | 'delivered';
  hook: HookFacts | null;
  mayReveal: boolean;
  mayChange: boolean;
}>;

/**
 * The page on which a customer sets deliveries to us up, and waits for the first; never the secret. Whoever was given the
 * task sees it too. Refuses `forbidden` and `not_found`. Records nothing, so it may be opened and reloaded freely.
 */
export async function getHookView(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId, locale }: HookPlace & Readonly<{ locale: string }>,
  means: Means = systemMeans,
): Promise<Outcome<HookView>> {
  const allowed = authorise(actor, isDelegate(actor) ? 'task.read' : 'run.read');
  if (!allowed.ok) return allowed;
  const now = means.clock.now();
  const found = await findHook(tx, actor, { flowId, stepId }, now);
  if (!found.ok) return found;
  const { flow, step, walked, hook } = found.value;
  const isOwnSide = actor.kind === 'member' && actor.tenantId === flow.state.flow.tenantId;
  return ok({
    header: flowHeader(flow, locale),
    stepId,
    ...titlesOf(found.value, locale),
    title: localizedText(step.title, locale),
    help: step.help ? localizedText(step.help, locale) : null,
    guide: step.guide.map((text) => localizedText(text, locale)),
    remedies: step.remedies.map(({ on, text }) => ({ on, text: localizedText(text, locale) })),
    state: hook === null ? 'not_ready' : walked.status === 'completed' ? 'delivered' : 'waiting',
    hook: hook && (await factsOf(tx, flow.state.flow.tenantId, hook, now)),
    mayReveal: isOwnSide && can(actor, 'secret.reveal'),
    mayChange: isOwnSide && can(actor, 'flow.answer'),
  });
}

function titlesOf({ flow, walked }: FoundHook, locale: string): Pick<HookView, 'sectionTitle' | 'taskTitle'> {
  const found = flow.walk.sections.find(({ section }) => section.id === walked.sectionId);
  const task = found?.tasks.find((each) => each.task.id === walked.taskId)?.task;
  return {
    sectionTitle: found ? localizedText(found.section.title, locale) : '',
    taskTitle: task ? localizedText(task.title, locale) : '',
  };
}

async function factsOf(tx: TenantTx, tenantId: string, hook: HookRow, now: Date): Promise<HookFacts> {
  const refusals = await tx.$queryRaw<HookRefusal[]>`
    select reason, times, last_at as "lastAt" from inbound_refusals
    where tenant_id = ${tenantId}::uuid and hook_id = ${hook.hookId}::uuid order by last_at desc, reason`;
  const { header, profile, name, fingerprint, externalId, firstDeliveryAt, lastDeliveryAt, testedAt } = hook;
  return {
    url: `${config().publicUrl}${hookPath(hook)}`,
    ...{ header, profile, name, fingerprint, externalId, firstDeliveryAt, lastDeliveryAt, testedAt },
    revealed: hook.revealedAt && { at: hook.revealedAt, by: hook.revealedBy },
    previousUntil: hook.previousUntil && hook.previousUntil > now ? hook.previousUntil : null,
    refusals,
  };
}
