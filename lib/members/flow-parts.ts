import { refuse, ok, type Outcome } from '@/lib/errors';
import { isAsked, type FlowDefinition, type LocalizedText, type StepDefinition } from '@/lib/flow-definition';
import { loadTemplate } from '@/lib/flow-templates';
import { isUuid } from '@/lib/platform/ids';
import type { TenantTx } from '@/lib/tenancy';

/** A section or task of a flow, as it is given to people. */
export type PartRef = Readonly<{ scope: 'section' | 'task'; scopeId: string }>;

export type FlowPlace = Readonly<{
  tenantId: string;
  flowId: string;
  status: string;
  timeZone: string;
  definition: FlowDefinition;
}>;

/** Who and what a part is; `questions` are the titles of its pages, all that somebody to whom it is given can open. */
export type FlowPartText = PartRef & Readonly<{ title: LocalizedText; questions: readonly LocalizedText[] }>;

/**
 * The flow in which something is given to somebody, locked, so that giving, taking back and saving follow each other.
 * Refuses `not_found` out of sight.
 */
export async function lockFlow(tx: TenantTx, flowId: string): Promise<Outcome<FlowPlace>> {
  if (!isUuid(flowId)) return refuse('not_found');
  await tx.$executeRaw`select 1 from onboarding_flows where id = ${flowId}::uuid for update`;
  return findFlow(tx, flowId);
}

/** The same for reading. */
export async function findFlow(tx: TenantTx, flowId: string): Promise<Outcome<FlowPlace>> {
  if (!isUuid(flowId)) return refuse('not_found');
  const [row] = await tx.$queryRaw<
    { tenantId: string; status: string; timeZone: string; templateTenantId: string; templateId: string }[]
  >`
    select f.tenant_id as "tenantId", f.status, t.time_zone as "timeZone", f.template_tenant_id as "templateTenantId",
      f.template_id as "templateId"
    from onboarding_flows f join tenants t on t.id = f.tenant_id where f.id = ${flowId}::uuid`;
  if (!row) return refuse('not_found');
  const { compiled } = await loadTemplate(tx, row.templateTenantId, row.templateId);
  return ok({
    tenantId: row.tenantId,
    flowId,
    status: row.status,
    timeZone: row.timeZone,
    definition: compiled.definition,
  });
}

/** A page that whoever was given its task can open: a question of any kind, or a hook to enter in another system. */
const isPage = (step: StepDefinition): boolean => isAsked(step) || step.kind === 'webhook';

/** Every task with pages, in order, each of which can be given to somebody. */
export const tasksOf = (definition: FlowDefinition): readonly (FlowPartText & Readonly<{ sectionId: string }>)[] =>
  definition.sections.flatMap((section) =>
    section.tasks.flatMap((task) => {
      const questions = task.steps.filter(isPage).map(({ title }) => title);
      return questions.length === 0
        ? []
        : [{ scope: 'task' as const, scopeId: task.id, sectionId: section.id, title: task.title, questions }];
    }),
  );

/** The part with this name, or null where the flow has none like it or nothing in it can be answered. */
export function findPart(definition: FlowDefinition, { scope, scopeId }: PartRef): FlowPartText | null {
  const tasks = tasksOf(definition);
  if (scope === 'task') return tasks.find((task) => task.scopeId === scopeId) ?? null;
  const section = definition.sections.find(({ id }) => id === scopeId);
  const questions = tasks.filter(({ sectionId }) => sectionId === scopeId).flatMap((task) => task.questions);
  return section && questions.length > 0 ? { scope, scopeId, title: section.title, questions } : null;
}
