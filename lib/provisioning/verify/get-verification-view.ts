import type { CheckResult } from '@/lib/connectors';
import { ok, type Outcome } from '@/lib/errors';
import { walk, type VerifyItem } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';
import type { LookedAt } from './look';
import { openLookedAt } from './open-verified';
import { readFindings, type Finding } from './results';
import { itemState, verifyPlace, type ItemState } from './verify-step';

export type VerificationItem = Readonly<{
  id: string;
  title: string;
  help: string | null;
  state: ItemState;
  by: VerifyItem['by'];
  /** What must be written down by whoever says so; null where a note is optional. */
  proof: string | null;
  /** When it was last looked at; null before that. */
  at: Date | null;
  /** Who said so, and what they wrote; null for what a machine has found, and for readers who do not see them. */
  person: Readonly<{ name: string | null; note: string }> | null;
  /** What a look found, one after the other. */
  results: readonly CheckResult[];
  facts: Readonly<Record<string, string>>;
  remedies: readonly string[];
}>;

export type VerificationView = Readonly<{
  stepId: string;
  title: string;
  help: string | null;
  validated: boolean;
  /** A look that was asked for and has not come to an end. */
  looking: boolean;
  passed: number;
  items: readonly VerificationItem[];
  mayCheck: boolean;
}>;

/**
 * The verification steps of a flow with the state of each item: by machine with what was found and when, by a person
 * with name and note. Customers see the state of each item and nobody's notes. Refuses `forbidden` and `not_found`.
 * Records nothing.
 */
export async function getVerificationView(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: Readonly<{ flowId: string; locale: string }>,
  means: Means = systemMeans,
): Promise<Outcome<readonly VerificationView[]>> {
  const allowed = authorise(actor, 'run.read');
  if (!allowed.ok) return allowed;
  const opened = await openLookedAt(tx, flowId, means);
  if (!opened.ok) return opened;
  const at = opened.value;
  const { flow } = at;
  const submitted = Object.hasOwn(flow.facts.milestones, 'submitted');
  const mayCheck = can(actor, 'task.complete') && submitted && flow.status !== 'cancelled';
  const views: VerificationView[] = [];
  for (const { step } of walk(flow.template.compiled, flow.answers, flow.facts).steps) {
    if (step.kind !== 'verify') continue;
    const findings = await readFindings(tx, verifyPlace(flow, step.id));
    const items = step.checks.map((item) =>
      itemView(item, at, findings.get(item.id), locale, can(actor, 'task.complete')),
    );
    views.push({
      stepId: step.id,
      title: localizedText(step.title, locale),
      help: step.help ? localizedText(step.help, locale) : null,
      validated: Object.hasOwn(flow.facts.milestones, `validated:${step.id}`),
      looking: [...findings.values()].some(({ askedAt }) => askedAt !== null),
      passed: items.filter(({ state }) => state === 'passed').length,
      items,
      mayCheck,
    });
  }
  return ok(views);
}

function itemView(
  item: VerifyItem,
  at: LookedAt,
  found: Finding | undefined,
  locale: string,
  isStaff: boolean,
): VerificationItem {
  const state = itemState(item, at, found);
  const action = item.by === 'action' ? at.run?.actions.find(({ planned }) => planned.id === item.action) : undefined;
  const actionFailure: readonly CheckResult[] = action?.error
    ? [{ id: item.id, ok: false, code: action.error.code, args: action.error.args }]
    : [];
  const results = item.by === 'action' ? actionFailure : (found?.results ?? []);
  const codes = new Set(results.flatMap(({ ok: held, code }) => (held || code === undefined ? [] : [code])));
  const remedies = item.by === 'check' ? (item.remedies ?? []) : [];
  const isLookedAt = found !== undefined && (found.status !== 'waiting' || found.foundBy === 'person');
  return {
    id: item.id,
    title: localizedText(item.title, locale),
    help: item.help ? localizedText(item.help, locale) : null,
    state,
    by: item.by,
    proof: item.by === 'person' && item.proof ? localizedText(item.proof, locale) : null,
    at: item.by === 'action' ? (action?.endedAt ?? null) : isLookedAt ? found.at : null,
    person: isStaff && found?.foundBy === 'person' ? { name: found.by, note: found.note } : null,
    results: isStaff ? results : results.map(({ id, ok: held }) => ({ id, ok: held })),
    facts: isStaff ? (found?.facts ?? {}) : {},
    remedies: isStaff
      ? remedies.flatMap(({ on, text }) => (on.some((code) => codes.has(code)) ? [localizedText(text, locale)] : []))
      : [],
  };
}
