import { ok, refuse, type Outcome } from '@/lib/errors';
import { stepNeighbours, type LocalizedText, type Remedy } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, isDelegate, type Actor, type TenantTx } from '@/lib/tenancy';
import { liveCredentials } from '@/lib/vault';
import { lookArguments, type LookStep } from './check-arguments';
import { memberNames } from './describe-conflicts';
import { flowHeader, type FlowHeader } from './flow-header';
import { findLookStep } from './look-step';
import { nextPlace, type NextPlace } from './next-place';
import type { OpenedFlow } from './open-flow';
import { openTasks } from './open-part';
import type { Why } from './reason-words';
import { whyAsked } from './step-context';

/** One thing that was looked at, in the reader's language. `label` is null where only its own name is known. */
export type LookResult = Readonly<{
  id: string;
  label: string | null;
  state: 'pending' | 'ok' | 'failed';
  /** Why it failed: a code of `provisioning.failure` with its values. */
  failure: Readonly<{ code: string; args: Readonly<Record<string, string | number>> }> | null;
}>;

export type LookView = Readonly<{
  header: FlowHeader;
  stepId: string;
  kind: LookStep['kind'];
  sectionTitle: string;
  taskTitle: string;
  title: string;
  help: string | null;
  why: string | null;
  asked: Why | null;
  /** What is asked for; none for a step that only looks. */
  parts: readonly Readonly<{ id: string; label: string; hint: string | null; multiline: boolean }>[];
  /** The rights that are asked for, as the other system writes them. */
  scopes: readonly string[];
  /**
   * `open`: nothing was tried yet; `changed`: it was in order, but an answer that it depends on has changed since;
   * `expired`: the last look came to no end.
   */
  state: 'open' | 'checking' | 'passed' | 'failed' | 'skipped' | 'changed' | 'expired';
  results: readonly LookResult[];
  /** What to do about what was found, the likeliest first. */
  remedies: readonly string[];
  checkedAt: string | null;
  /** The credential that is kept and works; never its value. */
  stored: Readonly<{
    fingerprint: string;
    storeName: string;
    storedAt: string;
    by: string | null;
    rotateAt: string | null;
  }> | null;
  /** False while an answer that the look needs is missing. */
  canLook: boolean;
  canAnswer: boolean;
  canSkip: boolean;
  canRemove: boolean;
  done: boolean;
  previousStepId: string | null;
  next: NextPlace;
}>;
export type GetLookViewInput = Readonly<{ flowId: string; stepId: string; locale: string; fromCheck?: boolean }>;

/**
 * The page of a credential or of a look at another system: what is asked for, how the last look went, what to do about
 * it, and what is kept, by its fingerprint. Refuses `forbidden`, `not_found` and `step_not_on_path` (with where to go
 * instead). Records nothing, opens nothing.
 */
export async function getLookView(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId, locale, fromCheck = false }: GetLookViewInput,
  means: Means = systemMeans,
): Promise<Outcome<LookView>> {
  const allowed = authorise(actor, 'task.read');
  if (!allowed.ok) return allowed;
  const opened = await openTasks(tx, actor, flowId, means.clock.now());
  if (!opened.ok) return opened;
  const flow = opened.value;
  if (flow.part && !flow.part.has(stepId)) return refuse('not_found');
  const found = findLookStep(flow, stepId);
  if (!found) return refuse('step_not_on_path', {}, { detail: { stepId: flow.walk.nextStepId } });
  const { step, taskId, sectionId } = found;
  const { definition } = flow.template.compiled;
  const section = definition.sections.find(({ id }) => id === sectionId);
  const task = section?.tasks.find(({ id }) => id === taskId);
  const text = (given: LocalizedText | undefined) => (given ? localizedText(given, locale) : null);
  const last = await lastLook(tx, flow, stepId);
  const state = stateOf(flow, step, last);
  const stored = step.kind === 'credential' ? await storedOf(tx, flow, step.credential) : null;
  const header = flowHeader(flow, locale);
  const canAnswer = flow.state.flow.status !== 'cancelled' && can(actor, 'flow.answer');
  const results = resultsOf(step, last, state, locale);
  return ok({
    header,
    stepId,
    kind: step.kind,
    sectionTitle: text(section?.title) ?? '',
    taskTitle: text(task?.title) ?? '',
    title: localizedText(step.title, locale),
    help: text(step.help),
    why: text(step.why),
    asked: await whyAsked(flow, stepId, actor, locale),
    parts:
      step.kind === 'connect'
        ? []
        : step.parts.map(({ id, label, hint, multiline = false }) => ({
            id,
            label: localizedText(label, locale),
            hint: text(hint),
            multiline,
          })),
    scopes: step.kind === 'credential' ? (step.scopes ?? []) : [],
    state,
    results,
    remedies: remediesFor(step.remedies, results, locale),
    checkedAt: last?.endedAt ?? null,
    stored,
    canLook: lookArguments(flow.template.compiled, step.with, knownOf(flow)) !== null,
    canAnswer,
    canSkip: canAnswer && header.open && step.kind === 'credential' && step.optional === true && stored === null,
    canRemove: canAnswer && header.open && stored !== null && !isDelegate(actor),
    done: flow.walk.steps.find((each) => each.step.id === stepId)?.status === 'completed',
    previousStepId: stepNeighbours(flow.walk, stepId).previous,
    next: nextPlace(flow.walk, stepId, fromCheck),
  });
}

const knownOf = ({ walk, whole, facts }: OpenedFlow) => ({ counting: (whole ?? walk).counting, facts });

type Look = Readonly<{
  status: 'checking' | 'passed' | 'failed' | 'replaced' | 'expired';
  results: readonly Readonly<{ id: string; ok: boolean; code?: string; args?: Record<string, string | number> }>[];
  endedAt: string | null;
}>;

async function lastLook(tx: TenantTx, { state }: OpenedFlow, stepId: string): Promise<Look | null> {
  const [row] = await tx.$queryRaw<(Omit<Look, 'endedAt'> & { endedAt: Date | null })[]>`
    select status, results, ended_at as "endedAt" from credential_checks
    where tenant_id = ${state.flow.tenantId}::uuid and flow_id = ${state.flow.id}::uuid and step_name = ${stepId}
      and status <> 'replaced'
    order by requested_at desc, id desc limit 1`;
  return row ? { ...row, endedAt: row.endedAt?.toISOString() ?? null } : null;
}

/** What the page is about: the look that is under way or has failed comes before what was reached earlier. */
function stateOf({ facts, state }: OpenedFlow, step: LookStep, last: Look | null): LookView['state'] {
  if (last?.status === 'checking') return 'checking';
  if (last?.status === 'failed') return 'failed';
  if (Object.hasOwn(facts.milestones, `checked:${step.id}`)) return 'passed';
  if (Object.hasOwn(state.milestones, `checked:${step.id}`)) return 'changed';
  if (Object.hasOwn(facts.milestones, `skipped:${step.id}`)) return 'skipped';
  return last?.status === 'expired' ? 'expired' : 'open';
}

async function storedOf(tx: TenantTx, { state }: OpenedFlow, name: string): Promise<LookView['stored']> {
  const live = (await liveCredentials(tx, state.flow.id)).get(name);
  if (!live) return null;
  const names = live.storedBy ? await memberNames(tx, state.flow.tenantId, [live.storedBy]) : new Map<string, string>();
  return {
    fingerprint: live.fingerprint,
    storeName: live.storeName,
    storedAt: live.storedAt.toISOString(),
    by: (live.storedBy && names.get(live.storedBy)) ?? null,
    rotateAt: live.rotateAt?.toISOString() ?? null,
  };
}

function resultsOf(step: LookStep, last: Look | null, state: LookView['state'], locale: string): readonly LookResult[] {
  const label = (id: string): string | null => {
    const given = Object.hasOwn(step.asks, id) ? step.asks[id] : undefined;
    return given ? localizedText(given, locale) : null;
  };
  if (last && last.results.length > 0 && (state === 'passed' || state === 'failed')) {
    return last.results.map(({ id, ok: isOk, code, args }) => ({
      id,
      label: label(id),
      state: isOk ? 'ok' : 'failed',
      failure: isOk || code === undefined ? null : { code, args: args ?? {} },
    }));
  }
  return Object.keys(step.asks).map((id) => ({ id, label: label(id), state: 'pending', failure: null }));
}

function remediesFor(remedies: readonly Remedy[], results: readonly LookResult[], locale: string): readonly string[] {
  const codes = new Set(results.flatMap(({ failure }) => (failure ? [failure.code] : [])));
  return remedies.filter(({ on }) => on.some((code) => codes.has(code))).map(({ text }) => localizedText(text, locale));
}
