import { ok, type Outcome } from '@/lib/errors';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';
import { fingerprintOf, type Effect } from './effects';
import { leavingFlow, optionsOf, phraseOf } from './leaving-flow';
import { isOpen, isUnderWay, newestOffboarding, somethingStays, type OffboardingRecord } from './offboarding-record';
import { readEffectsOf } from './read-effects';

/** One way of leaving, with what it would do now. */
export type OffboardingOptionView = Readonly<{
  id: string;
  title: string;
  consequences: readonly string[];
  destructive: boolean;
  /** What has to be typed. */
  phrase: string;
  /** Everything that exists, in the order in which it goes: each key and secret by its name. */
  effects: readonly Effect[];
  /** Stands for this way and its effects; whoever asks for it sends it along. */
  fingerprint: string;
}>;

/** What a wish that waits would do if somebody agreed now. */
export type WaitingEffects = Readonly<{
  effects: readonly Effect[];
  /** Whoever agrees sends it along. */
  fingerprint: string;
  /** Something else would go or stay than when it was asked for. */
  changed: boolean;
}>;

export type OffboardingView = Readonly<{
  flowId: string;
  customerName: string;
  customerStatus: string;
  options: readonly OffboardingOptionView[];
  /** The newest wish, whatever became of it. */
  current:
    (Omit<OffboardingRecord, 'tenantId' | 'requestedBy' | 'customerStatus'> & Readonly<{ title: string }>) | null;
  /** Null unless a wish waits for somebody to agree. */
  waiting: WaitingEffects | null;
  mayRequest: boolean;
  /** True for somebody who may agree; whoever asked may not. */
  mayApprove: boolean;
  mayDecline: boolean;
  mayCancel: boolean;
  mayResume: boolean;
}>;

/**
 * The ways in which a customer can leave, what each would take away, and where a wish stands. Refuses `forbidden` and
 * `not_found`. Records nothing.
 */
export async function getOffboardingView(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: Readonly<{ flowId: string; locale: string }>,
  means: Means = systemMeans,
): Promise<Outcome<OffboardingView>> {
  const allowed = authorise(actor, 'run.read');
  if (!allowed.ok) return allowed;
  const found = await leavingFlow(tx, flowId);
  if (!found.ok) return found;
  const flow = found.value;
  const { flow: row, customer } = flow.state;
  const wish = await newestOffboarding(tx, row.tenantId, flowId);
  const busy = await isUnderWay(tx, row.tenantId, flowId);
  const options = optionsOf(flow);
  const effects = await readEffectsOf(
    tx,
    flow,
    options.map(({ id }) => id),
  );
  const isOwn = wish?.requestedBy === actorUserId(actor);
  const waits = wish?.status === 'requested';
  const isOver =
    wish === null || (wish.status === 'done' ? await somethingStays(tx, row.tenantId, flowId) : !isOpen(wish));
  const isCustomer = actor.kind === 'member' && actor.tenantKind === 'customer';
  const decides = can(actor, 'offboarding.decide');
  return ok({
    flowId,
    customerName: customer.name,
    customerStatus: customer.status,
    options: options.map((option, place): OffboardingOptionView => ({
      id: option.id,
      title: localizedText(option.title, locale),
      consequences: option.consequences.map((text) => localizedText(text, locale)),
      destructive: option.destructive,
      phrase: phraseOf(flow, option, means.clock.now()),
      effects: effects[place] ?? [],
      fingerprint: fingerprintOf(option.id, effects[place] ?? []),
    })),
    current: wish && shown(wish, localizedText(titleOf(options, wish.optionId), locale)),
    waiting: waits ? waitingEffects(wish, effects[options.findIndex(({ id }) => id === wish.optionId)] ?? []) : null,
    mayRequest:
      can(actor, 'offboarding.request') &&
      options.length > 0 &&
      isOver &&
      ['done', 'held'].includes(row.status) &&
      !busy,
    mayApprove: decides && waits && !isOwn,
    mayDecline: decides && waits,
    mayCancel: can(actor, 'offboarding.request') && waits && (!isCustomer || wish.side === 'customer'),
    mayResume: decides && wish?.status === 'held',
  });
}

const titleOf = (
  options: readonly Readonly<{ id: string; title: Parameters<typeof localizedText>[0] }>[],
  id: string,
) => options.find((option) => option.id === id)?.title ?? { en: id, ar: id };

function waitingEffects({ optionId, effects: asked }: OffboardingRecord, effects: readonly Effect[]): WaitingEffects {
  const fingerprint = fingerprintOf(optionId, effects);
  return { effects, fingerprint, changed: fingerprint !== fingerprintOf(optionId, asked) };
}

/** A wish without what only the database needs. */
function shown(wish: OffboardingRecord, title: string): NonNullable<OffboardingView['current']> {
  const { tenantId: _tenant, requestedBy: _by, customerStatus: _status, ...rest } = wish;
  return { ...rest, title };
}
