import { ok, type Outcome } from '@/lib/errors';
import { isForm, type WalkedStep } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, can, type Actor, type TenantTx } from '@/lib/tenancy';
import { liveCredentials, type LiveCredential } from '@/lib/vault';
import { memberNames } from './describe-conflicts';
import { flowHeader, type FlowHeader } from './flow-header';
import { openFlow, type OpenedFlow } from './open-flow';
import { fileNames } from './file-names';
import { itemKey, type StoredAnswer } from './flow-state';
import { consequencesOf, shownAnswer, type ShowContext, type ShownAnswer } from './shown-answer';
import { shownLook } from './shown-look';

export type CheckRow = Readonly<{
  fieldId: string;
  stepId: string;
  label: string;
  answer: ShownAnswer;
  /** When and by whom it was given; absent without an answer. `by` is null for people whose name is not shown. */
  given?: Readonly<{ at: string; by: string | null }>;
  /** True for a required question without a good answer. */
  missing: boolean;
  /** True where the answer may come after submission. */
  later: boolean;
  /** True where the answer follows from others, so that there is nothing to change. */
  derived: boolean;
  /** What the chosen options bring with them. */
  consequences: readonly string[];
}>;
export type CheckSection = Readonly<{
  id: string;
  title: string;
  tasks: readonly Readonly<{ id: string; title: string; rows: readonly CheckRow[] }>[];
}>;
export type CheckAnswersView = Readonly<{
  header: FlowHeader;
  sections: readonly CheckSection[];
  declaration: string;
  readyToSubmit: boolean;
  nextStepId: string | null;
  canAnswer: boolean;
  canSubmit: boolean;
}>;
export type GetCheckAnswersInput = Readonly<{ flowId: string; locale: string }>;

/**
 * All questions on the path with the answers that count, for checking before they are sent or for reading afterwards.
 * Secrets are never among them. Refuses `forbidden` and `not_found`. Records nothing.
 */
export async function getCheckAnswers(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: GetCheckAnswersInput,
  means: Means = systemMeans,
): Promise<Outcome<CheckAnswersView>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  const { state, walk, template } = flow.value;
  const people = Object.values(state.steps).flatMap(({ data }) => Object.values(data).flatMap(({ by }) => by ?? []));
  const names = await memberNames(tx, state.flow.tenantId, [...new Set(people)]);
  const show = { locale, fileNames: await fileNames(tx, flowId, template) };
  const credentials = await liveCredentials(tx, flowId);
  const header = flowHeader(flow.value, locale);
  return ok({
    header,
    sections: walk.sections
      .map(({ section, tasks }) => ({
        id: section.id,
        title: localizedText(section.title, locale),
        tasks: tasks
          .map(({ task, steps }) => ({
            id: task.id,
            title: localizedText(task.title, locale),
            rows: steps.flatMap((step) => [
              ...checkRows(step, flow.value, names, show),
              ...lookRows(step, credentials, locale),
            ]),
          }))
          .filter(({ rows }) => rows.length > 0),
      }))
      .filter(({ tasks }) => tasks.length > 0),
    declaration: localizedText(template.compiled.definition.declaration, locale),
    readyToSubmit: walk.readyToSubmit,
    nextStepId: walk.nextStepId,
    canAnswer: header.open && can(actor, 'flow.answer'),
    canSubmit: header.open && can(actor, 'flow.submit'),
  });
}

function checkRows(
  { step, visibleFields, missing }: WalkedStep,
  { state, walk }: OpenedFlow,
  names: ReadonlyMap<string, string>,
  show: ShowContext,
): readonly CheckRow[] {
  if (!isForm(step)) return [];
  const visible = new Set(visibleFields);
  return step.fields
    .filter(({ id }) => visible.has(id))
    .map((field) => {
      const stored = newestOf(state.steps[step.id]?.data ?? {}, field.id);
      const counting = walk.counting[field.id];
      return {
        fieldId: field.id,
        stepId: step.id,
        label: localizedText(field.label, show.locale),
        answer: shownAnswer(field, counting, show),
        ...(counting !== undefined &&
          stored?.at !== undefined && { given: { at: stored.at, by: (stored.by && names.get(stored.by)) ?? null } }),
        missing: missing.includes(field.id),
        later: field.due === 'later',
        derived: field.derive !== undefined,
        consequences: consequencesOf(field, counting, show.locale),
      };
    });
}

/** A step without questions of a form stands here with its title: that it is done, and by which credential. */
function lookRows(
  walked: WalkedStep,
  credentials: ReadonlyMap<string, LiveCredential>,
  locale: string,
): readonly CheckRow[] {
  const answer = shownLook(walked, credentials);
  if (answer === null) return [];
  const { step, status } = walked;
  return [
    {
      fieldId: step.id,
      stepId: step.id,
      label: localizedText(step.title, locale),
      answer,
      missing: status !== 'completed',
      later: false,
      derived: false,
      consequences: [],
    },
  ];
}

/** The stored answer to a question; of a list's items the one that was given last. */
function newestOf(data: Readonly<Record<string, StoredAnswer>>, fieldId: string): StoredAnswer | undefined {
  const start = itemKey(fieldId, '');
  return Object.entries(data)
    .filter(([key]) => key === fieldId || key.startsWith(start))
    .map(([, stored]) => stored)
    .sort((one, other) => ((one.at ?? '') < (other.at ?? '') ? 1 : -1))[0];
}
