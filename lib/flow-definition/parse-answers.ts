import { asCompiled } from './compile-definition';
import type { CompiledDefinition } from './compiled';
import type { Scope } from './conditions/evaluate';
import type { AnswerValue, Answers, Facts, FieldError, FlowDefinition, FormStep, ParsedAnswers } from './types';
import { isForm } from './nodes';
import { shownKey } from './shown-key';
import type { FieldCheck } from './values/field-check';
import { cleanToken } from './values/normalise';
import { parseValue, type ParsedValue, type ParseContext, type RawValue } from './values/parse-value';
import { parsePhone } from './values/phone';
import { requiredError } from './values/required';
import { traceFields, traverse } from './walk/traverse';

/** What a form posts: field id (for dates also `<id>-day`, `-month`, `-year`) → value. */
export type FormInput = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Reads a posted step by its definition. Visibility follows the values as they are read, in document order: a posted
 * value of a field that does not exist now is neither kept nor does it erase. A field that only these values brought
 * into being and that the page did not show is listed in `revealed`, so that the page can be shown again with it.
 *
 * Answers the normalised values (a secret as the text to seal) and the ids of fields that were emptied, or per field
 * the codes of what is wrong. An empty secret leaves a sealed one as it is. Secrets are never in a failed answer.
 */
export function parseAnswers(
  flow: FlowDefinition | CompiledDefinition,
  step: FormStep,
  input: FormInput,
  answers: Answers,
  facts: Facts,
): ParsedAnswers {
  const compiled = asCompiled(flow);
  const scope = scopeBefore(compiled, step, answers, facts);
  const shown = shownFields(compiled, step, input, answers, scope);
  const posted = new Map<string, ParsedValue>();
  const context: ParseContext = { today: facts.today, parsePhone, ...homeCountry(compiled, scope, facts) };
  const traced = traceFields(compiled, step, scope, (check) => {
    const raw = rawOf(check, input, shown.has(check.id));
    if (raw === undefined) return own(answers, check.id);
    const parsed = readPosted(check, raw, context);
    posted.set(check.id, parsed);
    return settledValue(check, parsed, own(answers, check.id));
  });

  const values: Record<string, AnswerValue> = {};
  const errors: Record<string, readonly FieldError[]> = {};
  const erased: string[] = [];
  const revealed: string[] = [];
  for (const { field, check, required, value, stale } of traced.fields) {
    const parsed = posted.get(field.id);
    if (parsed?.kind === 'error') errors[field.id] = parsed.errors;
    else if (parsed?.kind === 'value') values[field.id] = parsed.value;
    else if (parsed?.kind === 'empty' && check.type !== 'secret' && Object.hasOwn(answers, field.id)) {
      erased.push(field.id);
    }
    // A default fills in for a field that was not on the page, not for one that was emptied there.
    const isWithout = parsed?.kind === 'empty' && check.type !== 'secret' ? true : value === undefined;
    if (required && isWithout && errors[field.id] === undefined) errors[field.id] = [requiredError(check.type)];
    if (parsed !== undefined || shown.has(field.id)) continue;
    if (stale && errors[field.id] === undefined) errors[field.id] = [requiredError(check.type)];
    const isNew = !Object.hasOwn(answers, field.id);
    if (isNew && (required || !isUnpostedWhenEmpty(check))) revealed.push(field.id);
  }
  const failed = Object.keys(errors).length > 0 || revealed.length > 0;
  if (!failed) return { ok: true, values, erased };
  const harmless = Object.entries(values).filter(([id]) => !isSecret(step, id));
  return { ok: false, errors, values: Object.fromEntries(harmless), revealed };
}

/** What conditions of this step see before its own answers: everything that counts up to it. */
function scopeBefore(compiled: CompiledDefinition, step: FormStep, answers: Answers, facts: Facts): Scope {
  const trace = traverse(compiled, answers, facts);
  const steps = trace.sections.flatMap(({ tasks }) => tasks).flatMap((task) => task.steps);
  const ownIds = new Set(step.fields.map(({ id }) => id));
  const others = Object.entries(trace.counting).filter(([id]) => !ownIds.has(id));
  return (
    steps.find((traced) => traced.step.id === step.id)?.scope ?? { ...trace.scope, answers: Object.fromEntries(others) }
  );
}

/** The fields that the page showed: as it says itself, else those that the stored answers make visible. */
function shownFields(
  compiled: CompiledDefinition,
  step: FormStep,
  input: FormInput,
  answers: Answers,
  scope: Scope,
): ReadonlySet<string> {
  const said = own(input, shownKey);
  if (said !== undefined) return new Set(typeof said === 'string' ? said.split(',') : said);
  const { fields } = traceFields(compiled, step, scope, (check) => own(answers, check.id));
  return new Set(fields.map(({ field }) => field.id));
}

/** Boxes and radio buttons: when none is chosen the browser posts nothing at all. */
const isUnpostedWhenEmpty = ({ type }: FieldCheck): boolean =>
  type === 'choices' || type === 'consent' || type === 'yesNo' || type === 'choice';

function rawOf(check: FieldCheck, input: FormInput, isShown: boolean): RawValue | undefined {
  const raw = own(input, check.id);
  if (raw !== undefined) return raw;
  if (check.type === 'date') return datePartsOf(check.id, input);
  // An unticked box that was on the page is an answer: nothing. A radio button cannot be unset.
  return isShown && (check.type === 'choices' || check.type === 'consent') ? [] : undefined;
}

function datePartsOf(id: string, input: FormInput): string | undefined {
  const parts = [own(input, `${id}-year`), own(input, `${id}-month`), own(input, `${id}-day`)];
  if (parts.every((part) => part === undefined)) return undefined;
  const texts = parts.map((part) => cleanToken(typeof part === 'string' ? part : (part?.[0] ?? '')));
  return texts.every((text) => text === '') ? '' : texts.join('-');
}

function readPosted(check: FieldCheck, raw: RawValue, context: ParseContext): ParsedValue {
  const text = typeof raw === 'string' ? raw : undefined;
  if (check.type === 'date' && text !== undefined) {
    const [year = '', month = '', day = ''] = text.split('-');
    const gap = text !== '' && text.split('-').length === 3 && [year, month, day].findIndex((part) => part === '');
    if (typeof gap === 'number' && gap >= 0) {
      const part = ['year', 'month', 'day'][gap] ?? 'day';
      return { kind: 'error', errors: [{ code: 'field.date_part_missing', args: { part } }] };
    }
  }
  return parseValue(check, raw, context);
}

/** The value that counts while the rest of the page is read. */
function settledValue(
  check: FieldCheck,
  parsed: ParsedValue,
  stored: AnswerValue | undefined,
): AnswerValue | undefined {
  if (check.type === 'secret') return parsed.kind === 'value' ? { sealed: true } : stored;
  return parsed.kind === 'value' ? parsed.value : undefined;
}

const isSecret = (step: FormStep, id: string): boolean =>
  step.fields.some((field) => field.id === id && (field.type === 'secret' || field.class === 'secret'));

/** The country for telephone numbers without a code: the first country that was answered, else the customer's. */
function homeCountry(compiled: CompiledDefinition, scope: Scope, facts: Facts): Readonly<{ country?: string }> {
  const asked = compiled.definition.sections
    .flatMap(({ tasks }) => tasks)
    .flatMap(({ steps }) => steps)
    .flatMap((step) => (isForm(step) ? step.fields : []))
    .find(({ id, type }) => type === 'country' && typeof own(scope.answers, id) === 'string');
  const answered = asked === undefined ? undefined : own(scope.answers, asked.id);
  const country = typeof answered === 'string' ? answered : own(facts.customer, 'country');
  return country === undefined ? {} : { country };
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
