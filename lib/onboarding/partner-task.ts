import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import type { PartnerTaskStep, WalkedTask } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';
import { applyLifecycle, lifecycleChange, type LifecycleChange } from './lifecycle';
import { dueAtIn, lastDone } from './due-tasks';
import { openFlow, type OpenedFlow } from './open-flow';
import { settleOverdue } from './tend-tasks';

export const completePartnerTaskInput = z.object({
  flowId: z.string().max(60),
  stepId: z.string().min(1).max(100),
  /** What was done and where the proof is. Needed where the template asks for proof. */
  note: z.string().trim().max(2000, 'field.invalid').default(''),
});
export type CompletePartnerTaskInput = z.input<typeof completePartnerTaskInput>;
export type PartnerTaskRef = Readonly<{ flowId: string; stepId: string }>;

/** A task of the partner's own in one flow, as those who do it see it. */
export type PartnerTaskView = Readonly<{
  stepId: string;
  title: string;
  help: string | null;
  /** What must be written down; null where a note is optional. */
  proof: string | null;
  /** `blocked` while other tasks come first. */
  state: 'open' | 'blocked' | 'done';
  blockedBy: readonly string[];
  /**
   * ISO time by which it should be done, or done again; null without a term, and before that from which the days are
   * counted.
   */
  dueAt: string | null;
  /** Its day has passed, and it is not done. */
  overdue: boolean;
  /** For a task that comes back: after how many days. */
  everyDays: number | null;
  done: Readonly<{ at: Date; by: string | null; note: string }> | null;
  canComplete: boolean;
}>;

/**
 * Marks a task of the partner's own as done, with a note as proof. Refuses `forbidden`, `not_found`,
 * `step_not_on_path` for a step that is no task of the partner's now, `task_blocked` while other tasks come first or
 * once the flow was cancelled, `task_already_done`, and `invalid_input` without the proof that the template asks for.
 * Records milestone `task_done:<step>` (with the note), the customer's status where the template declares it, audit
 * `task.completed` and event `task.completed`.
 */
export async function completePartnerTask(
  tx: TenantTx,
  actor: Actor,
  input: CompletePartnerTaskInput,
  means: Means = systemMeans,
): Promise<Outcome<PartnerTaskRef>> {
  const allowed = authorise(actor, 'task.complete');
  if (!allowed.ok) return allowed;
  const { flowId, stepId, note } = completePartnerTaskInput.parse(input);
  const found = await findPartnerTask(tx, flowId, stepId, means);
  if (!found.ok) return found;
  const { flow, step, task } = found.value;
  const { tenantId, status } = flow.state.flow;
  if (status === 'cancelled' || task.blockedBy.length > 0) return refuse('task_blocked');
  if (step.proof && note === '') {
    return refuse('invalid_input', {}, { fields: { note: [{ code: 'field.required', args: {} }] } });
  }
  const marked = await tx.$executeRaw`
    insert into flow_milestones (tenant_id, id, flow_id, name, user_id, at, details)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${milestoneOf(stepId)}, ${actorUserId(actor)}::uuid,
      ${means.clock.now()}, ${JSON.stringify({ note })}::jsonb)
    on conflict (tenant_id, flow_id, name) where withdrawn_at is null do nothing`;
  if (marked === 0) return refuse('task_already_done');
  await settleOverdue(tx, { tenantId, flowId }, stepId, means.clock.now());
  await applyLifecycle(tx, tenantId, changeOf(flow, stepId, flow.state.customer.status));
  await record(tx, flow, stepId, 'task.completed');
  return ok({ flowId, stepId });
}

/**
 * Takes the mark of a task of the partner's own back; the old note stays in the records. Refuses `forbidden`,
 * `not_found`, `step_not_on_path` and `task_not_done`. Puts the customer's status back where the mark had moved it.
 * Records audit and event `task.reopened`.
 */
export async function undoPartnerTask(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId }: PartnerTaskRef,
  means: Means = systemMeans,
): Promise<Outcome<PartnerTaskRef>> {
  const allowed = authorise(actor, 'task.complete');
  if (!allowed.ok) return allowed;
  const found = await findPartnerTask(tx, flowId, stepId, means);
  if (!found.ok) return found;
  const { flow } = found.value;
  const { tenantId } = flow.state.flow;
  const withdrawn = await tx.$executeRaw`
    update flow_milestones set withdrawn_at = ${means.clock.now()}
    where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid and name = ${milestoneOf(stepId)}
      and withdrawn_at is null`;
  if (withdrawn === 0) return refuse('task_not_done');
  await applyLifecycle(tx, tenantId, reversed(flow, stepId));
  await record(tx, flow, stepId, 'task.reopened');
  return ok({ flowId, stepId });
}

/** The partner's own tasks in one flow, in order. Refuses `forbidden` and `not_found`. Records nothing. */
export async function listPartnerTasks(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: Readonly<{ flowId: string; locale: string }>,
  means: Means = systemMeans,
): Promise<Outcome<readonly PartnerTaskView[]>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const opened = await openFlow(tx, flowId, means.clock.now());
  if (!opened.ok) return opened;
  const flow = opened.value;
  const tasks = flow.walk.sections.flatMap((section) => section.tasks);
  const titles = new Map(tasks.map(({ task }) => [task.id, localizedText(task.title, locale)]));
  const marks = await readMarks(tx, flow);
  const doneAt = await lastDone(tx, flow);
  const now = means.clock.now();
  return ok(
    tasks.flatMap((task) =>
      task.steps.flatMap(({ step }) => {
        if (step.kind !== 'partner-task') return [];
        const done = marks.get(milestoneOf(step.id)) ?? null;
        const state = done ? 'done' : task.blockedBy.length > 0 ? 'blocked' : 'open';
        const due = done && step.everyDays === undefined ? null : dueAtIn(flow, step, doneAt.get(step.id) ?? null);
        return [
          {
            stepId: step.id,
            title: localizedText(step.title, locale),
            help: step.help ? localizedText(step.help, locale) : null,
            proof: step.proof ? localizedText(step.proof, locale) : null,
            state,
            blockedBy: task.blockedBy.map((id) => titles.get(id) ?? id),
            dueAt: due?.toISOString() ?? null,
            overdue: !done && due !== null && due < now,
            everyDays: step.everyDays ?? null,
            done,
            canComplete: flow.state.flow.status !== 'cancelled' && can(actor, 'task.complete'),
          } satisfies PartnerTaskView,
        ];
      }),
    ),
  );
}

type Found = Readonly<{ flow: OpenedFlow; step: PartnerTaskStep; task: WalkedTask }>;

async function findPartnerTask(tx: TenantTx, flowId: string, stepId: string, means: Means): Promise<Outcome<Found>> {
  const opened = await openFlow(tx, flowId, means.clock.now());
  if (!opened.ok) return opened;
  const flow = opened.value;
  for (const task of flow.walk.sections.flatMap((section) => section.tasks)) {
    const step = task.steps.find((each) => each.step.id === stepId)?.step;
    if (step?.kind === 'partner-task') return ok({ flow, step, task });
  }
  return refuse('step_not_on_path', {}, { detail: { stepId: flow.walk.nextStepId } });
}

const milestoneOf = (stepId: string): string => `task_done:${stepId}`;

const changeOf = (flow: OpenedFlow, stepId: string, status: string): LifecycleChange | null =>
  lifecycleChange(flow.template.compiled.definition, milestoneOf(stepId), status);

/** Undoes exactly the change of status that the mark brought, if it is still in effect. */
function reversed(flow: OpenedFlow, stepId: string): LifecycleChange | null {
  const rule = flow.template.compiled.definition.lifecycle.find(
    ({ when, to }) => when === milestoneOf(stepId) && to === flow.state.customer.status,
  );
  return rule ? { from: rule.to, to: rule.from } : null;
}

async function record(tx: TenantTx, flow: OpenedFlow, stepId: string, name: string): Promise<void> {
  const { tenantId, id: flowId } = flow.state.flow;
  await tx.$executeRaw`
    update onboarding_flows set revision = revision + 1, updated_at = now(), last_activity_at = now()
    where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid`;
  await recordAudit(tx, tenantId, {
    action: name,
    entityType: 'flow',
    entityId: flowId,
    details: { flow: flowId, step: stepId },
  });
  await recordEvent(tx, tenantId, { flowId, name, details: { step: stepId } });
}

type Mark = Readonly<{ at: Date; by: string | null; note: string }>;

async function readMarks(tx: TenantTx, { state }: OpenedFlow): Promise<ReadonlyMap<string, Mark>> {
  const rows = await tx.$queryRaw<(Mark & { name: string })[]>`
    select m.name, m.at, coalesce(m.details ->> 'note', '') as note,
      (select p.display_name from members p where p.user_id = m.user_id order by p.revoked_at nulls first limit 1) as by
    from flow_milestones m
    where m.tenant_id = ${state.flow.tenantId}::uuid and m.flow_id = ${state.flow.id}::uuid
      and m.name like 'task_done:%' and m.withdrawn_at is null`;
  return new Map(rows.map(({ name, at, by, note }) => [name, { at, by, note }]));
}
