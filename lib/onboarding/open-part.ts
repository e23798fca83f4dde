import { ok, refuse, type Outcome } from '@/lib/errors';
import { isAsked, type Walk } from '@/lib/flow-definition';
import { knownTemplate, loadTemplate } from '@/lib/flow-templates';
import { isUuid } from '@/lib/platform/ids';
import {
  isDelegate,
  Prisma,
  signContext,
  signFlowContext,
  tenantStatement,
  withTenant,
  type Actor,
  type TenantTx,
} from '@/lib/tenancy';
import type { FlowState } from './flow-state';
import { opened, openFlow, type OpenedFlow } from './open-flow';

/**
 * Opens a flow for a page of tasks or questions. For a delegate the server walks the whole flow, so that conditions hold,
 * and keeps the rest to itself: `walk` has the steps that are theirs at this moment, and no others. Refuses `not_found`
 * for a flow that does not exist, is out of sight, or of which nothing is theirs (any more).
 */
export async function openTasks(tx: TenantTx, actor: Actor, flowId: string, now: Date): Promise<Outcome<OpenedFlow>> {
  if (!isDelegate(actor)) return openFlow(tx, flowId, now);
  if (!isUuid(flowId)) return refuse('not_found');
  const [row] = await tx.$queryRaw<PartRow[]>`
    select app.read_part(${signContext(actor)}, ${signFlowContext(actor, flowId)}, ${flowId}::uuid) as found`;
  if (!row?.found) return refuse('not_found');
  const { templateTenantId, templateId } = row.found.state.flow;
  return ok(narrowed(row.found, opened(row.found.state, await loadTemplate(tx, templateTenantId, templateId), now)));
}

/** The same in one statement of its own, for saving; null when nothing of the flow is there for the delegate. */
export async function readPart(actor: Actor, flowId: string, now: Date): Promise<OpenedFlow | null> {
  const [row] = await tenantStatement<PartRow>(
    actor,
    (context) =>
      Prisma.sql`select app.read_part(${context}, ${signFlowContext(actor, flowId)}, ${flowId}::uuid) as found`,
  );
  if (!row?.found) return null;
  const { templateTenantId, templateId } = row.found.state.flow;
  const template =
    knownTemplate(templateId) ?? (await withTenant(actor, (tx) => loadTemplate(tx, templateTenantId, templateId)));
  return narrowed(row.found, opened(row.found.state, template, now));
}

type PartRow = Readonly<{ found: Readonly<{ state: FlowState; steps: readonly string[] }> | null }>;

const narrowed = ({ steps }: NonNullable<PartRow['found']>, flow: OpenedFlow): OpenedFlow => {
  const part = new Set(steps);
  return { ...flow, walk: walkOfPart(flow.walk, part), part, whole: flow.walk };
};

/** The walk with the steps of a part and nothing that says what else there is. A part is never sent in by itself. */
export function walkOfPart(walk: Walk, part: ReadonlySet<string> | undefined): Walk {
  if (!part) return walk;
  const steps = walk.steps.filter(({ step }) => part.has(step.id));
  const sections = walk.sections
    .map((section) => ({
      ...section,
      tasks: section.tasks
        .map((task) => ({ ...task, steps: task.steps.filter(({ step }) => part.has(step.id)), blockedBy: [] }))
        .filter((task) => task.steps.length > 0),
    }))
    .filter(({ tasks }) => tasks.length > 0);
  const startable = new Set(
    sections.flatMap(({ tasks }) => tasks.filter(({ status }) => status !== 'cannot_start').map(({ task }) => task.id)),
  );
  const next = steps.find(
    ({ step, status, taskId }) => isAsked(step) && status !== 'completed' && startable.has(taskId),
  );
  return { ...walk, steps, sections, nextStepId: next?.step.id ?? null, readyToSubmit: false };
}
