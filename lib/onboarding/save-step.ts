import { ok, refuse, type Outcome } from '@/lib/errors';
import { answeringFiles, filesOf } from '@/lib/files';
import {
  parseAnswers,
  progress,
  shownKey,
  walk,
  type Answers,
  type AnswerValue,
  type FieldDefinition,
  type FormInput,
  type FormStep,
  type ParsedAnswers,
  type Progress,
  type Walk,
} from '@/lib/flow-definition';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, isDelegate, withTenant, type Actor } from '@/lib/tenancy';
import { describeConflicts } from './describe-conflicts';
import { fieldProblems } from './field-problems';
import { findStep } from './find-step';
import { isOpen, type StoredAnswer } from './flow-state';
import { nextPlace, type NextPlace } from './next-place';
import type { OpenedFlow } from './open-flow';
import { walkOfPart } from './open-part';
import { pathChange, type PathChange } from './path-change';
import { secretFieldsOf, shownValue } from './step-fields';
import { stepPatch } from './step-patch';
import { laterPart, takesLater } from './step-view-parts';
import { takenIdentifier } from './taken-identifier';
import { hasherFor, readFlow, sectionEvents, writeStep } from './step-write';

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
  /** Field id → what was typed when the page asked whether it is right: the same again is meant as it is. */
  sure?: Readonly<Record<string, string>>;
  /** Lists on the page → whether there is another item to add; null where that was asked and not said. */
  more?: Readonly<Record<string, 'yes' | 'no' | null>>;
  /** How long the page was open. */
  seconds?: number | null;
}>;
export type SavedStep = Readonly<{
  flowId: string;
  stepId: string;
  revision: number;
  next: NextPlace;
  progress: Progress;
  /** What the answers did to the tasks; null when nothing. */
  change: PathChange | null;
}>;

const attemptsMax = 3;

/**
 * Saves one page of answers: two statements in all, each its own transaction (a read, then one write of answers, audit
 * and events together). Answers where to go next.
 *
 * Fields that different people changed merge; the same field with another value refuses `conflict`, with both values
 * in `detail.conflicts`, and writes nothing. Refuses `forbidden`, `not_found`, `flow_locked` once submitted,
 * `step_not_on_path` (`detail.stepId` is where to go), `invalid_input` per field, `questions_added` when the answers
 * brought up questions that the page did not show (`detail.revealed`), `please_check` with the fields whose answers look
 * wrong without being impossible, until they are sent again as they are (`sure`), and `identifier_taken`. Answers that
 * are due later are taken after submission too, and nothing else is then.
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
  if (flow.part && !flow.part.has(input.stepId)) return refuse('not_found');
  const { state, walk: before } = flow;
  const found = findStep(before, input.stepId);
  const open = isOpen(state.flow.status);
  const later = found && !open && takesLater(state.flow.status) ? laterPart(found.step, found.walked) : null;
  if (!open && (!later || later.fields.length === 0)) return refuse('flow_locked', { status: state.flow.status });
  if (!found) return refuse('step_not_on_path', {}, { detail: { stepId: before.nextStepId } });
  const { walked } = found;
  const step = later ?? found.step;

  const stored = state.steps[step.id];
  const page = withStored(await withFiles(actor, input, step, stored?.data ?? {}), step, stored?.data ?? {});
  const parsed = readPage(flow, step, page.values, input);
  if (!parsed.ok || unanswered(input, step).length > 0) return refusedPage(step, parsed, input);
  const unsure = input.intent === 'continue' ? notSure(parsed.warnings, page.values, input.sure) : {};
  if (Object.keys(unsure).length > 0)
    return refuse('please_check', {}, { fields: fieldProblems(step, unsure, input.locale) });

  const given = { values: parsed.values, erased: parsed.erased };
  const rowId = stored?.id ?? means.newId();
  const place = { tenantId: state.flow.tenantId, table: 'onboarding_steps', rowId };
  const hash = await hasherFor(actor, state.flow.tenantId);
  const patch = await stepPatch({ actor, step, place, hash, bases: page.bases, ...given });

  const listWithMore = Object.entries(input.more ?? {}).find(([, answer]) => answer === 'yes')?.[0];
  const isContinue = input.intent === 'continue' && listWithMore === undefined;
  const after = walkAfter(flow, step, given, isContinue, means.clock.now());
  const statusAfter = after.steps.find((each) => each.step.id === step.id)?.status ?? walked.status;
  const saved = await writeStep(actor, flow, {
    step: step.id,
    section: walked.sectionId,
    task: walked.taskId,
    status: statusAfter,
    patch,
    reserve: reservations(flow, step, given.values, means),
    isContinue,
    ids: { step: rowId, audit: means.newId(), event: means.newId(), started: means.newId() },
    events: sectionEvents(flow.whole ?? before, after, means),
    later: later !== null,
    seconds: input.seconds,
  });
  switch (saved.outcome) {
    case 'saved':
      return ok({
        flowId: input.flowId,
        stepId: step.id,
        revision: saved.revision,
        next: placeFor(input, walkOfPart(after, flow.part), { isContinue: isContinue && open, listWithMore }),
        progress: progress(walkOfPart(after, flow.part)),
        change: isDelegate(actor) ? null : pathChange(flow.template.compiled, before, after),
      });
    case 'conflict': {
      const conflicts = await describeConflicts(actor, flow, step, saved.conflicts, input.locale);
      return refuse('conflict', {}, { detail: { conflicts, timeZone: state.customer.timeZone } });
    }
    case 'taken': {
      const value = String(given.values[saved.field] ?? '');
      const problem = await takenIdentifier(actor, flow, step, { fieldId: saved.field, value, locale: input.locale });
      return refuse('identifier_taken', { value }, { fields: { [saved.field]: [problem] } });
    }
    case 'moved':
      return 'again';
    case 'locked':
      return refuse('flow_locked', { status: saved.status });
    case 'not_found':
      return refuse('not_found');
  }
}

/** After a list's "another one" its page, after Continue the next page, else the list of tasks. */
function placeFor(
  { intent, stepId, fromCheck }: SaveStepInput,
  after: Walk,
  { isContinue, listWithMore }: Readonly<{ isContinue: boolean; listWithMore: string | undefined }>,
): NextPlace {
  if (intent === 'continue' && listWithMore !== undefined)
    return { kind: 'item', stepId, fieldId: listWithMore, fromCheck };
  return isContinue ? nextPlace(after, stepId, fromCheck) : { kind: 'tasks' };
}

/** The lists on the page of which nobody said whether there is more to add. */
const unanswered = ({ intent, more = {} }: SaveStepInput, step: FormStep): readonly string[] =>
  intent === 'continue'
    ? step.fields.filter(({ id, type }) => type === 'items' && more[id] === null).map(({ id }) => id)
    : [];

/** Says what is wrong with a page, or that it has questions which it did not show. */
function refusedPage(step: FormStep, parsed: ParsedAnswers, input: SaveStepInput): Outcome<SavedStep> {
  const missing = unanswered(input, step).map((id) => [id, [{ code: 'field.required_choice', args: {} }]] as const);
  const errors = { ...Object.fromEntries(missing), ...(parsed.ok ? {} : parsed.errors) };
  const fields = fieldProblems(step, errors, input.locale);
  const detail = { revealed: parsed.ok ? [] : parsed.revealed };
  return Object.keys(fields).length > 0
    ? refuse('invalid_input', {}, { fields, detail })
    : refuse('questions_added', {}, { detail });
}

type Warnings = Extract<ParsedAnswers, { ok: true }>['warnings'];

/** The warnings about answers that have not been sent a second time just as they were. */
const notSure = (warnings: Warnings, values: FormInput, sure: SaveStepInput['sure'] = {}): Warnings =>
  Object.fromEntries(
    Object.entries(warnings).filter(([id]) => {
      const typed = values[id];
      return typed === undefined || sure[id] !== (typeof typed === 'string' ? typed : typed.join('\n'));
    }),
  );

type Data = Readonly<Record<string, StoredAnswer>>;

/** What was handed in for a field is its answer: the files themselves say which, not the page, whoever gave them. */
async function withFiles(actor: Actor, input: SaveStepInput, step: FormStep, stored: Data): Promise<SaveStepInput> {
  const uploads = step.fields.filter(({ type }) => type === 'upload');
  if (uploads.length === 0) return input;
  const files = await withTenant(actor, (tx) => filesOf(tx, input.flowId, step.id));
  const given = uploads.map(({ id }) => [id, answeringFiles(files, id)] as const);
  const bases = uploads.map(({ id }) => [id, stored[id]?.hash ?? null] as const);
  return {
    ...input,
    values: { ...input.values, ...Object.fromEntries(given) },
    bases: { ...input.bases, ...Object.fromEntries(bases) },
  };
}

/** Where the person prefers what is stored, the page is read as if it had shown exactly that. */
function withStored(
  { values, bases, keepStored }: SaveStepInput,
  step: FormStep,
  stored: Data,
): Pick<SaveStepInput, 'values' | 'bases'> {
  if (keepStored.length === 0) return { values, bases };
  const kept = step.fields.filter(({ id }) => keepStored.includes(id));
  const isKept = (name: string) => kept.some(({ id }) => name === id || name.startsWith(`${id}-`));
  return {
    values: {
      ...Object.fromEntries(Object.entries(values).filter(([name]) => !isKept(name))),
      ...Object.assign({}, ...kept.map((field) => postedAs(field, stored[field.id]))),
    },
    bases: { ...bases, ...Object.fromEntries(kept.map(({ id }) => [id, stored[id]?.hash ?? null])) },
  };
}

/** A stored answer as its page would post it. */
function postedAs(field: FieldDefinition, stored: StoredAnswer | undefined): FormInput {
  const shown = shownValue(field, stored?.value as AnswerValue | undefined) ?? '';
  if (typeof shown === 'string' || isTexts(shown)) return { [field.id]: shown };
  return Object.fromEntries(Object.entries(shown).map(([part, text]) => [`${field.id}-${part}`, text]));
}

const isTexts = (shown: object): shown is readonly string[] => Array.isArray(shown);

/**
 * Reads the posted page. Who leaves for later may leave questions open, including those that only just came up: what
 * was typed is kept as long as it can be read, and nothing is dropped in silence.
 */
function readPage(
  { template, answers, facts }: OpenedFlow,
  step: FormStep,
  values: FormInput,
  { intent, locale }: SaveStepInput,
): ParsedAnswers {
  const reader = { locale };
  if (intent === 'continue') return parseAnswers(template.compiled, step, values, answers, facts, reader);
  const open = { ...step, fields: step.fields.map((field) => ({ ...field, required: false })) };
  const parsed = parseAnswers(template.compiled, open, values, answers, facts, reader);
  if (parsed.ok || Object.keys(parsed.errors).length > 0) return parsed;
  const said = values[shownKey] ?? [];
  const shown = [...(typeof said === 'string' ? said.split(',') : said), ...parsed.revealed];
  return parseAnswers(template.compiled, open, { ...values, [shownKey]: shown }, answers, facts, reader);
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
