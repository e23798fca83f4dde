import { knownTenantHasher, tenantHasher, type TenantHasher } from '@/lib/crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import {
  parseAnswers,
  shownKey,
  progress,
  walk,
  type Answers,
  type FormInput,
  type FormStep,
  type ParsedAnswers,
  type Progress,
  type Walk,
} from '@/lib/flow-definition';
import { faultPoint } from '@/lib/platform/faults';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { knownTemplate, loadTemplate } from '@/lib/flow-templates';
import { authorise, Prisma, tenantStatement, withTenant, type Actor } from '@/lib/tenancy';
import { describeConflicts, type StoredConflict } from './describe-conflicts';
import { fieldProblems } from './field-problems';
import { isOpen, type FlowState, type StoredAnswer } from './flow-state';
import { findStep } from './find-step';
import { lifecycleChange } from './lifecycle';
import { nextPlace, type NextPlace } from './next-place';
import { opened, type OpenedFlow } from './open-flow';
import { secretFieldsOf, shownValue } from './step-fields';
import { stepPatch } from './step-patch';

export type SaveStepInput = Readonly<{
  flowId: string;
  stepId: string;
  /** The posted fields as they came. */
  values: FormInput;
  /** Field id → hash of the value that the page showed, null or absent when it showed none. */
  bases: Readonly<Record<string, string | null>>;
  /** After a conflict: the fields whose stored value the person prefers to their own. */
  keepStored: readonly string[];
  /** `continue` finishes the step; `later` keeps what is there and may leave required answers open. */
  intent: 'continue' | 'later';
  /** True when the person came from the page that checks all answers. */
  fromCheck: boolean;
  locale: string;
}>;
export type SavedStep = Readonly<{
  flowId: string;
  stepId: string;
  revision: number;
  next: NextPlace;
  progress: Progress;
}>;

type Saved =
  | Readonly<{ outcome: 'saved'; revision: number; flowRevision: number; at: string }>
  | Readonly<{ outcome: 'conflict'; conflicts: readonly StoredConflict[] }>
  | Readonly<{ outcome: 'taken'; field: string }>
  | Readonly<{ outcome: 'moved' | 'not_found' }>
  | Readonly<{ outcome: 'locked'; status: string }>;

const attemptsMax = 3;

/**
 * Saves one page of answers: two statements in all, each its own transaction (a read, then one write of answers, audit
 * and events together). Answers where to go next.
 *
 * Fields that different people changed merge; the same field with another value refuses `conflict`, with both values
 * in `detail.conflicts`, and writes nothing. Refuses `forbidden`, `not_found`, `flow_locked` once submitted,
 * `step_not_on_path` (`detail.stepId` is where to go), `invalid_input` per field, `questions_added` when the answers
 * brought up questions that the page did not show (`detail.revealed`), and `identifier_taken`.
 * Records audit and event `step.saved`, and `flow.started` and `section.completed` when they became true.
 */
export async function saveStep(
  actor: Actor,
  input: SaveStepInput,
  means: Means = systemMeans,
): Promise<Outcome<SavedStep>> {
  const allowed = authorise(actor, 'flow.answer');
  if (!allowed.ok) return allowed;
  for (let attempt = 1; ; attempt += 1) {
    const result = await trySaving(actor, input, means);
    if (result !== 'again') return result;
    if (attempt === attemptsMax) throw new Error('The step kept changing under its save');
  }
}

async function trySaving(actor: Actor, input: SaveStepInput, means: Means): Promise<Outcome<SavedStep> | 'again'> {
  const flow = await readFlow(actor, input.flowId, means.clock.now());
  if (!flow) return refuse('not_found');
  const { state, walk: before } = flow;
  if (!isOpen(state.flow.status)) return refuse('flow_locked', { status: state.flow.status });
  const found = findStep(before, input.stepId);
  if (!found) return refuse('step_not_on_path', {}, { detail: { stepId: before.nextStepId } });
  const { step, walked } = found;

  const stored = state.steps[step.id];
  const { values, bases } = withStored(input, step, stored?.data ?? {});
  const parsed = readPage(flow, step, values, input.intent);
  if (!parsed.ok) {
    const fields = fieldProblems(step, parsed.errors, input.locale);
    const detail = { revealed: parsed.revealed };
    return Object.keys(fields).length > 0
      ? refuse('invalid_input', {}, { fields, detail })
      : refuse('questions_added', {}, { detail });
  }
  const given = { values: parsed.values, erased: parsed.erased };
  const rowId = stored?.id ?? means.newId();
  const place = { tenantId: state.flow.tenantId, table: 'onboarding_steps', rowId };
  const hash = await hasherFor(actor, state.flow.tenantId);
  const patch = await stepPatch({ actor, step, place, hash, bases, ...given });

  const isContinue = input.intent === 'continue';
  const after = walkAfter(flow, step, given, isContinue, means.clock.now());
  const statusAfter = after.steps.find((each) => each.step.id === step.id)?.status ?? walked.status;
  const saved = await write(actor, flow, {
    step: step.id,
    section: walked.sectionId,
    task: walked.taskId,
    status: statusAfter,
    patch,
    reserve: reservations(flow, step, given.values, means),
    isContinue,
    ids: { step: rowId, audit: means.newId(), event: means.newId(), started: means.newId() },
    events: sectionEvents(before, after, means),
  });
  switch (saved.outcome) {
    case 'saved':
      return ok({
        flowId: input.flowId,
        stepId: step.id,
        revision: saved.revision,
        next: isContinue ? nextPlace(after, step.id, input.fromCheck) : { kind: 'tasks' },
        progress: progress(after),
      });
    case 'conflict': {
      const conflicts = await describeConflicts(actor, flow, step, saved.conflicts, input.locale);
      return refuse('conflict', {}, { detail: { conflicts, timeZone: state.customer.timeZone } });
    }
    case 'taken': {
      const value = String(given.values[saved.field] ?? '');
      return refuse(
        'identifier_taken',
        { value },
        { fields: { [saved.field]: [{ code: 'field.identifier_taken', args: { value } }] } },
      );
    }
    case 'moved':
      return 'again';
    case 'locked':
      return refuse('flow_locked', { status: saved.status });
    case 'not_found':
      return refuse('not_found');
  }
}

async function readFlow(actor: Actor, flowId: string, now: Date): Promise<OpenedFlow | null> {
  if (!isUuid(flowId)) return null;
  const [row] = await tenantStatement<{ state: FlowState | null }>(
    actor,
    (context) => Prisma.sql`select app.read_flow(${context}, ${flowId}::uuid) as state`,
  );
  const state = row?.state;
  if (!state) return null;
  const { templateTenantId, templateId } = state.flow;
  const template =
    knownTemplate(templateId) ?? (await withTenant(actor, (tx) => loadTemplate(tx, templateTenantId, templateId)));
  return opened(state, template, now);
}

const hasherFor = async (actor: Actor, tenantId: string): Promise<TenantHasher> =>
  knownTenantHasher(tenantId) ?? withTenant(actor, (tx) => tenantHasher(tx, tenantId));

/** Where the person prefers what is stored, the page is read as if it had shown exactly that. */
function withStored(
  { values, bases, keepStored }: SaveStepInput,
  step: FormStep,
  stored: Readonly<Record<string, StoredAnswer>>,
): Pick<SaveStepInput, 'values' | 'bases'> {
  if (keepStored.length === 0) return { values, bases };
  const kept = step.fields.filter(({ id }) => keepStored.includes(id));
  const parts = new Set(kept.flatMap(({ id }) => [id, `${id}-day`, `${id}-month`, `${id}-year`]));
  return {
    values: {
      ...Object.fromEntries(Object.entries(values).filter(([name]) => !parts.has(name))),
      ...Object.fromEntries(kept.map((field) => [field.id, shownValue(field, stored[field.id]?.value) ?? ''])),
    },
    bases: { ...bases, ...Object.fromEntries(kept.map(({ id }) => [id, stored[id]?.hash ?? null])) },
  };
}

/**
 * Reads the posted page. Who leaves for later may leave questions open, including those that only just came up: what
 * was typed is kept as long as it can be read, and nothing is dropped in silence.
 */
function readPage(
  { template, answers, facts }: OpenedFlow,
  step: FormStep,
  values: FormInput,
  intent: SaveStepInput['intent'],
): ParsedAnswers {
  if (intent === 'continue') return parseAnswers(template.compiled, step, values, answers, facts);
  const open = { ...step, fields: step.fields.map((field) => ({ ...field, required: false })) };
  const parsed = parseAnswers(template.compiled, open, values, answers, facts);
  if (parsed.ok || Object.keys(parsed.errors).length > 0) return parsed;
  const said = values[shownKey] ?? [];
  const shown = [...(typeof said === 'string' ? said.split(',') : said), ...parsed.revealed];
  return parseAnswers(template.compiled, open, { ...values, [shownKey]: shown }, answers, facts);
}

/** The walk as it will be once this save is stored. */
function walkAfter(
  { state, template, answers, facts }: OpenedFlow,
  step: FormStep,
  given: Readonly<{ values: Answers; erased: readonly string[] }>,
  isContinue: boolean,
  now: Date,
): Walk {
  const secrets = new Set(secretFieldsOf(step));
  const kept = Object.entries(answers).filter(([id]) => !given.erased.includes(id));
  const added = Object.entries(given.values).map(([id, value]) => [
    id,
    secrets.has(id) ? { sealed: true as const } : value,
  ]);
  const continued = isContinue ? { ...facts.continued, [step.id]: now.toISOString() } : facts.continued;
  const flowFacts = { ...facts.flow, status: state.flow.status === 'invited' ? 'in_progress' : state.flow.status };
  return walk(template.compiled, Object.fromEntries([...kept, ...added]), { ...facts, continued, flow: flowFacts });
}

const sectionEvents = (before: Walk, after: Walk, means: Means) =>
  after.sections
    .filter(
      ({ section, completed }) =>
        completed && !before.sections.some((old) => old.section.id === section.id && old.completed),
    )
    .map(({ section }) => ({ id: means.newId(), name: 'section.completed', details: { sectionId: section.id } }));

function reservations({ template }: OpenedFlow, step: FormStep, values: Answers, means: Means) {
  const { identifiers } = template.compiled.definition;
  return step.fields.flatMap((field) => {
    const rule = identifiers.find(({ id }) => id === field.identifier);
    const value = values[field.id];
    return rule && typeof value === 'string'
      ? [{ id: means.newId(), field: field.id, system: rule.system, value }]
      : [];
  });
}

type Write = Readonly<{
  step: string;
  section: string;
  task: string;
  status: string;
  patch: unknown;
  reserve: unknown;
  isContinue: boolean;
  ids: unknown;
  events: unknown;
}>;

async function write(actor: Actor, { state, template }: OpenedFlow, w: Write): Promise<Saved> {
  const { tenantId, id } = state.flow;
  const change = lifecycleChange(template.compiled.definition, 'started', state.customer.status);
  faultPoint('save:beforeWrite');
  const [row] = await tenantStatement<{ saved: Saved }>(
    actor,
    (context) => Prisma.sql`select app.save_step(${context}, ${tenantId}::uuid, ${id}::uuid, ${w.step}, ${w.section},
      ${w.task}, ${w.status}, ${JSON.stringify(w.patch)}::jsonb, ${JSON.stringify(w.reserve)}::jsonb, ${w.isContinue},
      ${JSON.stringify(change)}::jsonb, ${JSON.stringify(w.ids)}::jsonb, ${JSON.stringify(w.events)}::jsonb) as saved`,
  );
  if (!row) throw new Error('Saving a step gave no answer');
  return row.saved;
}
