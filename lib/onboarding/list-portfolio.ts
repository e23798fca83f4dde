import { ok, type Outcome } from '@/lib/errors';
import { progress } from '@/lib/flow-definition';
import { loadTemplate } from '@/lib/flow-templates';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import type { Actor, TenantTx } from '@/lib/tenancy';
import type { FlowState } from './flow-state';
import { listFlows, type FlowRow, type ListFlowsInput } from './list-flows';
import { opened } from './open-flow';

/** A flow of the list, with where its customer stands. */
export type PortfolioRow = FlowRow &
  Readonly<{
    templateTitle: string;
    tasksCompleted: number;
    tasksTotal: number;
    /** The section that is worked on, and the task to do next; null when there is nothing left to answer. */
    sectionTitle: string | null;
    nextTaskTitle: string | null;
    daysOpen: number;
  }>;
export type ListPortfolioInput = ListFlowsInput & Readonly<{ locale: string }>;
export type PortfolioPage = Readonly<{ rows: readonly PortfolioRow[]; next: string | null }>;

const dayMs = 86_400_000;

/**
 * The flows below the actor's tenant, the latest activity first, each walked over its own answers, so that the list
 * says the same as the flow's own pages. Two statements for a page of any length. Refuses `forbidden`. Records nothing.
 */
export async function listPortfolio(
  tx: TenantTx,
  actor: Actor,
  { locale, ...input }: ListPortfolioInput,
  means: Means = systemMeans,
): Promise<Outcome<PortfolioPage>> {
  const page = await listFlows(tx, actor, input);
  if (!page.ok) return page;
  const now = means.clock.now();
  const ids = page.value.rows.map(({ flowId }) => flowId);
  const states = await tx.$queryRaw<{ id: string; state: FlowState | null }[]>`
    select id, app.flow_state(id) as state from unnest(${ids}::uuid[]) as id`;
  const stateOf = new Map(states.map(({ id, state }) => [id, state]));
  const rows: PortfolioRow[] = [];
  for (const row of page.value.rows) {
    const state = stateOf.get(row.flowId);
    if (!state) continue;
    const template = await loadTemplate(tx, state.flow.templateTenantId, state.flow.templateId);
    const { walk } = opened(state, template, now);
    const { sections, title } = template.compiled.definition;
    const counted = progress(walk);
    const nextTask = walk.steps.find(({ step }) => step.id === walk.nextStepId)?.taskId;
    const task = walk.sections.flatMap(({ tasks }) => tasks).find((each) => each.task.id === nextTask)?.task;
    const section = sections.find(({ id }) => id === counted.sectionId);
    const end = row.status === 'done' || row.status === 'cancelled' ? new Date(row.lastActivityAt) : now;
    rows.push({
      ...row,
      templateTitle: localizedText(title, locale),
      tasksCompleted: counted.tasksCompleted,
      tasksTotal: counted.tasksTotal,
      sectionTitle: section ? localizedText(section.title, locale) : null,
      nextTaskTitle: task ? localizedText(task.title, locale) : null,
      daysOpen: Math.max(0, Math.floor((end.getTime() - new Date(row.createdAt).getTime()) / dayMs)),
    });
  }
  return ok({ rows, next: page.value.next });
}
