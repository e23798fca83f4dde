import { ok, refuse, type Outcome } from '@/lib/errors';
import {
  answersSeenBy,
  fieldChecks,
  stepConditions,
  stepNeighbours,
  type Answers,
  type FieldCheck,
  type FormStep,
  type StepConditions,
  type WalkedStep,
} from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';
import { flowHeader, type FlowHeader } from './flow-header';
import { findStep } from './find-step';
import { openFlow } from './open-flow';
import { secretFieldsOf, stepFields, type StepField } from './step-fields';

/** What the conditions of a page may see besides the answers on it. */
export type StepScope = Readonly<{
  answers: Answers;
  customer: Readonly<Record<string, string>>;
  flow: Readonly<Record<string, string>>;
  today: string;
}>;
export type StepView = Readonly<{
  header: FlowHeader;
  stepId: string;
  sectionTitle: string;
  taskTitle: string;
  title: string;
  help: string | null;
  why: string | null;
  /** Which question of its task this is; null when conditions may still change the number. */
  position: Readonly<{ number: number; of: number }> | null;
  fields: readonly StepField[];
  checks: readonly FieldCheck[];
  conditions: StepConditions;
  scope: StepScope;
  secretFields: readonly string[];
  previousStepId: string | null;
  savedAt: string | null;
  canAnswer: boolean;
}>;
export type GetStepViewInput = Readonly<{ flowId: string; stepId: string; locale: string }>;

/**
 * One page of questions: the step's definition in the reader's language, its answers, the base of each and nothing of
 * other steps but what its conditions look at. Refuses `forbidden`, `not_found`, and `step_not_on_path` for a step that
 * does not exist now, has no questions or waits for another task; `detail.stepId` is where to go instead (or null).
 * Records nothing.
 */
export async function getStepView(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId, locale }: GetStepViewInput,
  means: Means = systemMeans,
): Promise<Outcome<StepView>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  const found = findStep(flow.value.walk, stepId);
  if (!found) return refuse('step_not_on_path', {}, { detail: { stepId: flow.value.walk.nextStepId } });
  const { step, walked } = found;
  const { state, template, walk, facts } = flow.value;
  const { definition } = template.compiled;
  const stored = state.steps[stepId];
  const header = flowHeader(flow.value, locale);
  const task = walk.sections.flatMap(({ tasks }) => tasks).find((each) => each.task.id === walked.taskId)?.task;
  const section = definition.sections.find(({ id }) => id === walked.sectionId);
  const conditions = stepConditions(template.compiled, step);
  const fields = stepFields(step, {
    stored: stored?.data ?? {},
    visible: new Set(walked.visibleFields),
    required: requiredFields(step, walked),
    locale,
  });
  return ok({
    header,
    stepId,
    sectionTitle: section ? localizedText(section.title, locale) : '',
    taskTitle: task ? localizedText(task.title, locale) : '',
    title: localizedText(step.title, locale),
    help: step.help ? localizedText(step.help, locale) : null,
    why: step.why ? localizedText(step.why, locale) : null,
    position: positionIn(task?.steps ?? [], stepId),
    fields,
    checks: fieldChecks(definition, step),
    conditions,
    scope: {
      answers: seenAnswers(step, conditions, walk.counting),
      customer: facts.customer,
      flow: facts.flow,
      today: facts.today,
    },
    secretFields: secretFieldsOf(step),
    previousStepId: stepNeighbours(walk, stepId).previous,
    savedAt: stored?.updatedAt ?? null,
    canAnswer: header.open && can(actor, 'flow.answer'),
  });
}

/** Fields that must be answered as things stand: constant ones, and those whose condition the walk found missing. */
const requiredFields = (step: FormStep, walked: WalkedStep): ReadonlySet<string> =>
  new Set([...step.fields.filter(({ required }) => required === true).map(({ id }) => id), ...walked.missing]);

/** Of the answers of other steps, those that this page's conditions look at. */
function seenAnswers(step: FormStep, conditions: StepConditions, counting: Answers): Answers {
  const own = new Set(step.fields.map(({ id }) => id));
  const ids = answersSeenBy(conditions).filter((id) => !own.has(id) && Object.hasOwn(counting, id));
  return Object.fromEntries(ids.flatMap((id) => (counting[id] === undefined ? [] : [[id, counting[id]]])));
}

/** A count is shown only where no condition can change it: it must never move under the reader. */
function positionIn(
  steps: readonly { id: string; kind: string; when?: string }[],
  stepId: string,
): StepView['position'] {
  const forms = steps.filter(({ kind }) => kind === 'form');
  if (forms.length < 2 || forms.some(({ when }) => when !== undefined)) return null;
  return { number: forms.findIndex(({ id }) => id === stepId) + 1, of: forms.length };
}
