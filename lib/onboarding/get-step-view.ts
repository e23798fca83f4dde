import { ok, refuse, type Outcome } from '@/lib/errors';
import { filesOf } from '@/lib/files';
import {
  fieldChecks,
  formKinds,
  stepNeighbours,
  type Answers,
  type FieldCheck,
  type FormKind,
  type FormStep,
  type StepConditions,
} from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';
import { findStep } from './find-step';
import { flowHeader, type FlowHeader } from './flow-header';
import { openTasks } from './open-part';
import type { Why } from './reason-words';
import type { Reopening } from './reopen-step';
import { reopeningOf, whyAsked, withPrefill } from './step-context';
import { secretFieldsOf, stepFields, type StepField, type StepFieldFile } from './step-fields';
import { laterPart, phrasesOf, shownConditions, requiredFields, seenAnswers, takesLater } from './step-view-parts';

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
  kind: FormKind;
  sectionTitle: string;
  taskTitle: string;
  title: string;
  help: string | null;
  why: string | null;
  /** Why this page is on the path at all; null where everybody is asked. */
  asked: Why | null;
  /** Who wants the page looked at again, with their note. */
  reopening: Reopening | null;
  /** Which question of its task this is; null when conditions may still change the number. */
  position: Readonly<{ number: number; of: number }> | null;
  groups: readonly StepGroup[];
  /** What happens in plain words, before something that cannot be taken back. */
  consequences: readonly string[];
  fields: readonly StepField[];
  checks: readonly FieldCheck[];
  conditions: StepConditions;
  scope: StepScope;
  secretFields: readonly string[];
  previousStepId: string | null;
  savedAt: string | null;
  canAnswer: boolean;
  /** True where the flow was sent in and only what is due later may still be answered. */
  laterOnly: boolean;
}>;
export type StepGroup = Readonly<{ id: string; title: string; hint?: string }>;
export type GetStepViewInput = Readonly<{ flowId: string; stepId: string; locale: string }>;

/**
 * One page of questions: the step's definition in the reader's language, its answers, the base of each and nothing of
 * other steps but what its conditions look at. Refuses `forbidden`, `not_found`, and `step_not_on_path` for a step that
 * does not exist now, has no questions or waits for another task; `detail.stepId` is where to go instead (or null),
 * `detail.kind` what the step is where it has another kind of page.
 * Records nothing.
 */
export async function getStepView(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId, locale }: GetStepViewInput,
  means: Means = systemMeans,
): Promise<Outcome<StepView>> {
  const allowed = authorise(actor, 'task.read');
  if (!allowed.ok) return allowed;
  const flow = await openTasks(tx, actor, flowId, means.clock.now());
  if (!flow.ok) return flow;
  if (flow.value.part && !flow.value.part.has(stepId)) return refuse('not_found');
  const found = findStep(flow.value.walk, stepId);
  if (!found) {
    const kind = flow.value.walk.steps.find(({ step }) => step.id === stepId)?.step.kind ?? null;
    return refuse('step_not_on_path', {}, { detail: { stepId: flow.value.walk.nextStepId, kind } });
  }
  const { walked } = found;
  const { state, template, walk, facts } = flow.value;
  const { definition } = template.compiled;
  const header = flowHeader(flow.value, locale);
  const later = !header.open && takesLater(state.flow.status) ? laterPart(found.step, walked) : null;
  const laterOnly = later !== null && later.fields.length > 0;
  const step = laterOnly ? later : found.step;
  const stored = state.steps[stepId];
  const task = walk.sections.flatMap(({ tasks }) => tasks).find((each) => each.task.id === walked.taskId)?.task;
  const section = definition.sections.find(({ id }) => id === walked.sectionId);
  const conditions = shownConditions(flow.value, step);
  const fields = stepFields(step, {
    stored: stored?.data ?? {},
    counting: walk.counting,
    visible: new Set(walked.visibleFields),
    required: requiredFields(step, walked),
    locale,
    today: facts.today,
    timeZone: state.customer.timeZone,
    files: await filesByField(tx, step, flowId),
    phrases: phrasesOf(template.compiled, step, flow.value),
  });
  return ok({
    header,
    stepId,
    kind: step.kind,
    sectionTitle: section ? localizedText(section.title, locale) : '',
    taskTitle: task ? localizedText(task.title, locale) : '',
    title: localizedText(step.title, locale),
    help: step.help ? localizedText(step.help, locale) : null,
    why: step.why ? localizedText(step.why, locale) : null,
    asked: await whyAsked(flow.value, stepId, actor, locale),
    reopening: await reopeningOf(tx, flow.value, stepId),
    position: positionIn(task?.steps ?? [], stepId),
    groups: groupsOf(step, locale),
    consequences: (step.consequences ?? []).map((text) => localizedText(text, locale)),
    fields: header.open ? await withPrefill(tx, flow.value, step, fields, locale) : fields,
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
    canAnswer: (header.open || laterOnly) && can(actor, 'flow.answer'),
    laterOnly,
  });
}

const groupsOf = ({ groups = [] }: FormStep, locale: string): readonly StepGroup[] =>
  groups.map(({ id, title, hint }) => ({
    id,
    title: localizedText(title, locale),
    ...(hint && { hint: localizedText(hint, locale) }),
  }));

/** The files of the step's fields; most steps have none, and ask nothing. */
async function filesByField(
  tx: TenantTx,
  step: FormStep,
  flowId: string,
): Promise<ReadonlyMap<string, readonly StepFieldFile[]>> {
  if (!step.fields.some(({ type }) => type === 'upload')) return new Map();
  const files = await filesOf(tx, flowId, step.id);
  return new Map(step.fields.map(({ id }) => [id, files.filter(({ fieldId }) => fieldId === id)]));
}

/** Pages without questions of a form that count among them all the same. */
const lookKinds: ReadonlySet<string> = new Set(['credential', 'connect']);

/** A count is shown only where no condition can change it: it must never move under the reader. */
function positionIn(
  steps: readonly { id: string; kind: string; when?: string }[],
  stepId: string,
): StepView['position'] {
  const forms = steps.filter(({ kind }) => Object.hasOwn(formKinds, kind) || lookKinds.has(kind));
  if (forms.length < 2 || forms.some(({ when }) => when !== undefined)) return null;
  return { number: forms.findIndex(({ id }) => id === stepId) + 1, of: forms.length };
}
