import { ok, type Outcome } from '@/lib/errors';
import { isForm, type FieldDefinition, type TaskStatus, type WalkedStep } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { liveCredentials, type LiveCredential } from '@/lib/vault';
import { flowHeader, type FlowHeader } from './flow-header';
import { openFlow, type OpenedFlow } from './open-flow';
import { fileNames } from './file-names';
import { shownAnswer, type ShowContext, type ShownAnswer } from './shown-answer';
import { shownLook } from './shown-look';

/** `hidden`: there is an answer, and this reader's role does not include seeing it. */
export type FileAnswer = ShownAnswer | Readonly<{ kind: 'hidden' }>;
export type FileRow = Readonly<{ fieldId: string; label: string; answer: FileAnswer }>;
export type FileTask = Readonly<{ id: string; title: string; status: TaskStatus; rows: readonly FileRow[] }>;
export type FlowFile = Readonly<{
  header: FlowHeader;
  templateKey: string;
  templateVersion: number;
  customerStatus: string;
  createdAt: string;
  submittedAt: string | null;
  provisionedAt: string | null;
  nextTaskTitle: string | null;
  sections: readonly Readonly<{ id: string; title: string; tasks: readonly FileTask[] }>[];
  /** Whether answers about people are shown to this reader. */
  showsPersonal: boolean;
}>;
export type GetFlowFileInput = Readonly<{ flowId: string; locale: string }>;

/**
 * A flow as those who look after it read it: where it stands and every answer that counts. Secrets are never shown, and
 * answers about people only to administrators, success managers and the customer's own people. Refuses `forbidden` and
 * `not_found`. Records nothing.
 */
export async function getFlowFile(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: GetFlowFileInput,
  means: Means = systemMeans,
): Promise<Outcome<FlowFile>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  const { state, template, walk } = flow.value;
  const show = { locale, fileNames: await fileNames(tx, flowId, template) };
  const credentials = await liveCredentials(tx, flowId);
  const showsPersonal = mayReadPersonal(actor);
  const nextTask = walk.steps.find(({ step }) => step.id === walk.nextStepId)?.taskId;
  const tasks = walk.sections.flatMap((section) => section.tasks);
  const next = tasks.find(({ task }) => task.id === nextTask)?.task;
  return ok({
    header: flowHeader(flow.value, locale),
    templateKey: template.key,
    templateVersion: template.version,
    customerStatus: state.customer.status,
    createdAt: state.flow.createdAt,
    submittedAt: state.milestones['submitted']?.at ?? state.flow.submittedAt,
    provisionedAt: state.milestones['provisioned']?.at ?? null,
    nextTaskTitle: next ? localizedText(next.title, locale) : null,
    sections: walk.sections.map(({ section, tasks: walked }) => ({
      id: section.id,
      title: localizedText(section.title, locale),
      tasks: walked.map(({ task, status, steps }) => ({
        id: task.id,
        title: localizedText(task.title, locale),
        status,
        rows: steps.flatMap((step) => [
          ...rowsOf(step, flow.value, showsPersonal, show),
          ...lookRows(step, credentials, locale),
        ]),
      })),
    })),
    showsPersonal,
  });
}

function rowsOf(
  { step, visibleFields }: WalkedStep,
  { walk }: OpenedFlow,
  showsPersonal: boolean,
  show: ShowContext,
): readonly FileRow[] {
  if (!isForm(step)) return [];
  const visible = new Set(visibleFields);
  return step.fields
    .filter(({ id }) => visible.has(id))
    .map((field) => {
      const answer = shownAnswer(field, walk.counting[field.id], show);
      return {
        fieldId: field.id,
        label: localizedText(field.label, show.locale),
        answer: maskedAnswer(field, answer, showsPersonal),
      };
    });
}

function lookRows(
  walked: WalkedStep,
  credentials: ReadonlyMap<string, LiveCredential>,
  locale: string,
): readonly FileRow[] {
  const answer = shownLook(walked, credentials);
  return answer ? [{ fieldId: walked.step.id, label: localizedText(walked.step.title, locale), answer }] : [];
}

function maskedAnswer(field: FieldDefinition, answer: ShownAnswer, showsPersonal: boolean): FileAnswer {
  if (answer.kind === 'none') return answer;
  if (field.class === 'secret' || field.type === 'secret') return { kind: 'sealed' };
  return field.class === 'pii' && !showsPersonal ? { kind: 'hidden' } : answer;
}

/** Who needs names and addresses to do their work; the others look at how it goes, not at who it is. */
const mayReadPersonal = (actor: Actor): boolean =>
  actor.kind === 'member' && (actor.tenantKind === 'customer' || ['admin', 'success_manager'].includes(actor.role));
