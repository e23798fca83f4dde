import { ok, refuse, type Outcome } from '@/lib/errors';
import { walk, type Answers, type Facts, type Walk } from '@/lib/flow-definition';
import { loadTemplate, type LoadedTemplate } from '@/lib/flow-templates';
import { isUuid } from '@/lib/platform/ids';
import type { TenantTx } from '@/lib/tenancy';
import { currentMilestones } from './check-arguments';
import { answersOf, factsOf, readFlowState, type FlowState } from './flow-state';

/** A flow with its pinned template and the walk over its answers, as of one moment. */
export type OpenedFlow = Readonly<{
  state: FlowState;
  template: LoadedTemplate;
  answers: Answers;
  facts: Facts;
  walk: Walk;
  /** For a delegate: the ids of the steps that are theirs, and the whole walk, which stays on the server. */
  part?: ReadonlySet<string>;
  whole?: Walk;
}>;

/**
 * Opens a flow for reading. Refuses `not_found` for one that does not exist or that the actor may not see: one answer,
 * one path. Checks no permission beyond sight; the use case does.
 */
export async function openFlow(tx: TenantTx, flowId: string, now: Date): Promise<Outcome<OpenedFlow>> {
  if (!isUuid(flowId)) return refuse('not_found');
  const state = await readFlowState(tx, flowId);
  if (!state) return refuse('not_found');
  return ok(opened(state, await loadTemplate(tx, state.flow.templateTenantId, state.flow.templateId), now));
}

/** The same from what has been read already. */
export function opened(state: FlowState, template: LoadedTemplate, now: Date): OpenedFlow {
  const answers = answersOf(state);
  const known = factsOf(state, now);
  const { key, version } = template.compiled.definition;
  const facts = { ...known, flow: { ...known.flow, key, version: String(version) } };
  const walked = walk(template.compiled, answers, facts);
  const milestones = currentMilestones(template.compiled, state, walked.counting, facts);
  if (milestones === facts.milestones) return { state, template, answers, facts, walk: walked };
  const current = { ...facts, milestones };
  return { state, template, answers, facts: current, walk: walk(template.compiled, answers, current) };
}
