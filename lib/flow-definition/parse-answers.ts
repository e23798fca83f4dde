import { asCompiled } from './compile-definition';
import type { CompiledDefinition } from './compiled';
import type { Scope } from './conditions/evaluate';
import { isForm } from './nodes';
import { shownKey } from './shown-key';
import type {
  AnswerValue,
  Answers,
  Facts,
  FieldDefinition,
  FieldError,
  FlowDefinition,
  FormStep,
  ItemAnswer,
  ParsedAnswers,
} from './types';
import { addressParts } from './values/address-forms';
import type { FieldCheck } from './values/field-check';
import { cleanToken } from './values/normalise';
import type { ParsedValue, RawValue } from './values/parsed';
import { parseValue, type ParseContext } from './values/parse-value';
import { parsePhone } from './values/phone';
import { parseAddress } from './values/postal-address';
import { requiredError } from './values/required';
import { isItems, isStoredValueGood } from './values/stored';
import { traceFields, traverse } from './walk/traverse';

/**
 * What a form posts: field id → value. Dates post `<id>-day`, `-month`, `-year`; addresses `<id>-country` and the names
 * of their parts.
 */
export type FormInput = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Who reads the page: the language decides between the signs in numbers. */
export type Reader = Readonly<{ locale?: string }>;

/**
 * Reads a posted step by its definition. Visibility follows the values as they are read, in document order: a posted
 * value of a field that does not exist now is neither kept nor does it erase. A field that only these values brought
 * into being and that the page did not show is listed in `revealed`, so that the page can be shown again with it.
 * Computed fields and items are never read here: the ones follow from the others, the others have pages of their own.
 *
 * Answers the normalised values (a secret as the text to seal), the ids of fields that were emptied and what looks
 * unusual, or per field the codes of what is wrong. An empty secret leaves a sealed one as it is. Secrets are never in a
 * failed answer. What is due later may be left out.
 */
export function parseAnswers(
  flow: FlowDefinition | CompiledDefinition,
  step: FormStep,
  input: FormInput,
  answers: Answers,
  facts: Facts,
  reader: Reader = {},
): ParsedAnswers {
  const compiled = asCompiled(flow);
  const scope = scopeBefore(compiled, step, answers, facts);
  return parseFields({ compiled, fields: step.fields, input, answers, scope, facts, reader });
}

/**
 * Reads the page of one item of a repeatable list. `item` is the item as it is stored, absent for a new one. Values,
 * errors and `revealed` are those of the fields of the item.
 */
export function parseItem(
  flow: FlowDefinition | CompiledDefinition,
  step: FormStep,
  fieldId: string,
  input: FormInput,
  answers: Answers,
  facts: Facts,
  item?: ItemAnswer,
  reader: Reader = {},
): ParsedAnswers {
  const compiled = asCompiled(flow);
  const list = step.fields.find(({ id }) => id === fieldId);
  if (list?.fields === undefined) throw new Error(`${fieldId} is not a repeatable list of ${step.id}`);
  const before = scopeBefore(compiled, step, answers, facts);
  const earlier = step.fields.slice(0, step.fields.indexOf(list));
  const { counting } = traceFields(compiled, earlier, before, (check) => own(answers, check.id));
  const scope = { ...before, answers: counting };
  return parseFields({ compiled, fields: list.fields, input, answers: item?.values ?? {}, scope, facts, reader });
}

type Page = Readonly<{
  compiled: CompiledDefinition;
  fields: readonly FieldDefinition[];
  input: FormInput;
  /** What is stored for these fields. */
  answers: Answers;
  scope: Scope;
  facts: Facts;
  reader: Reader;
}>;

function parseFields(page: Page): ParsedAnswers {
  const { compiled, input, answers, scope } = page;
  const shown = shownFields(page);
  const posted = new Map<string, ParsedValue>();
  const context = contextOf(page);
  const traced = traceFields(compiled, page.fields, scope, (check) => {
    const stored = own(answers, check.id);
    const raw = check.type === 'items' ? undefined : rawOf(check, input, shown.has(check.id));
    if (raw === undefined) return stored;
    const parsed = readPosted(check, raw, stored, context);
    posted.set(check.id, parsed);
    return settledValue(check, parsed, stored);
  });

  const values: Record<string, AnswerValue> = {};
  const errors: Record<string, readonly FieldError[]> = {};
  const warnings: Record<string, readonly FieldError[]> = {};
  const erased: string[] = [];
  const revealed: string[] = [];
  for (const { field, check, required, value, stale } of traced.fields) {
    if (field.derive !== undefined) continue;
    const parsed = posted.get(field.id);
    if (parsed?.kind === 'error') errors[field.id] = parsed.errors;
    else if (parsed?.kind === 'value') {
      values[field.id] = parsed.value;
      if (parsed.warnings !== undefined) warnings[field.id] = parsed.warnings;
    } else if (parsed?.kind === 'empty' && check.type !== 'secret' && Object.hasOwn(answers, field.id)) {
      erased.push(field.id);
    }
    // A default fills in for a field that was not on the page, not for one that was emptied there.
    const isWithout = parsed?.kind === 'empty' && check.type !== 'secret' ? true : value === undefined;
    const isNeeded = required && field.due === 'now';
    if (isNeeded && isWithout && errors[field.id] === undefined)
      errors[field.id] = absent(check, own(answers, field.id));
    if (parsed !== undefined) continue;
    if (stale && errors[field.id] === undefined) errors[field.id] = absent(check, own(answers, field.id));
    if (shown.has(field.id)) continue;
    const isNew = !Object.hasOwn(answers, field.id);
    if (isNew && (isNeeded || !isUnpostedWhenEmpty(check))) revealed.push(field.id);
  }
  const failed = Object.keys(errors).length > 0 || revealed.length > 0;
  if (!failed) return { ok: true, values, erased, warnings };
  const harmless = Object.entries(values).filter(([id]) => !isSecret(page.fields, id));
  return { ok: false, errors, values: Object.fromEntries(harmless), revealed };
}

function contextOf({ compiled, scope, facts, reader }: Page): ParseContext {
  return {
    today: facts.today,
    timeZone: facts.timeZone ?? 'UTC',
    parsePhone,
    parseAddress,
    ...homeCountry(compiled, scope, facts),
    ...(reader.locale !== undefined && { locale: reader.locale }),
  };
}

/** What to say about a field without a good answer: for items, what is wrong with how many there are. */
function absent(check: FieldCheck, stored: AnswerValue | undefined): readonly FieldError[] {
  if (!isItems(stored) || stored.length === 0 || check.type !== 'items') return [requiredError(check.type)];
  const { itemsMin: min = 1, itemsMax: max = Number.POSITIVE_INFINITY } = check.rules;
  if (stored.length < min) return [{ code: 'field.items_too_few', args: { min } }];
  if (stored.length > max) return [{ code: 'field.items_too_many', args: { max } }];
  return [{ code: 'field.item_incomplete', args: {} }];
}

/** What conditions of this step see before its own answers: everything that counts up to it. */
function scopeBefore(compiled: CompiledDefinition, step: FormStep, answers: Answers, facts: Facts): Scope {
  const trace = traverse(compiled, answers, facts);
  const steps = trace.sections.flatMap(({ tasks }) => tasks).flatMap((task) => task.steps);
  const place = steps.findIndex((traced) => traced.step.id === step.id);
  const others = place < 0 ? steps.filter((traced) => traced.step.id !== step.id) : steps.slice(0, place);
  const counting = others.flatMap(({ fields }) =>
    fields.flatMap(({ field, value }): [string, AnswerValue][] => (value === undefined ? [] : [[field.id, value]])),
  );
  return { ...trace.scope, answers: Object.fromEntries(counting) };
}

/** The fields that the page showed: as it says itself, else those that the stored answers make visible. */
function shownFields({ compiled, fields, input, answers, scope }: Page): ReadonlySet<string> {
  const said = own(input, shownKey);
  if (said !== undefined) return new Set(typeof said === 'string' ? said.split(',') : said);
  const traced = traceFields(compiled, fields, scope, (check) => own(answers, check.id));
  return new Set(traced.fields.map(({ field }) => field.id));
}

/** Boxes and radio buttons: when none is chosen the browser posts nothing at all. */
const isUnpostedWhenEmpty = ({ type }: FieldCheck): boolean => unposted.has(type);
const unposted: ReadonlySet<FieldCheck['type']> = new Set([
  'choices',
  'resources',
  'consent',
  'yesNo',
  'choice',
  'slot',
  'upload',
  'items',
]);

/** Boxes of which none is ticked are an answer: nothing. A radio button cannot be unset. */
const boxes: ReadonlySet<FieldCheck['type']> = new Set(['choices', 'resources', 'consent']);

function rawOf(check: FieldCheck, input: FormInput, isShown: boolean): RawValue | undefined {
  const raw = own(input, check.id);
  if (check.type === 'address') return addressPartsOf(check.id, input);
  if (raw !== undefined) return raw;
  if (check.type === 'date') return datePartsOf(check.id, input);
  return isShown && boxes.has(check.type) ? [] : undefined;
}

function addressPartsOf(id: string, input: FormInput): RawValue | undefined {
  const parts = ['country', ...addressParts].flatMap((part): [string, string][] => {
    const posted = own(input, `${id}-${part}`);
    return posted === undefined ? [] : [[part, typeof posted === 'string' ? posted : (posted[0] ?? '')]];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

function datePartsOf(id: string, input: FormInput): string | undefined {
  const parts = [own(input, `${id}-year`), own(input, `${id}-month`), own(input, `${id}-day`)];
  if (parts.every((part) => part === undefined)) return undefined;
  const texts = parts.map((part) => cleanToken(typeof part === 'string' ? part : (part?.[0] ?? '')));
  return texts.every((text) => text === '') ? '' : texts.join('-');
}

function readPosted(
  check: FieldCheck,
  raw: RawValue,
  stored: AnswerValue | undefined,
  context: ParseContext,
): ParsedValue {
  const text = typeof raw === 'string' ? raw : undefined;
  if (check.type === 'date' && text !== undefined) {
    const [year = '', month = '', day = ''] = text.split('-');
    const gap = text !== '' && text.split('-').length === 3 && [year, month, day].findIndex((part) => part === '');
    if (typeof gap === 'number' && gap >= 0) {
      const part = ['year', 'month', 'day'][gap] ?? 'day';
      return { kind: 'error', errors: [{ code: 'field.date_part_missing', args: { part } }] };
    }
  }
  // What is already stored was offered or read once; that time has gone on, or a sign could be read twice, is no news.
  const isUnchanged = text !== undefined && stored !== undefined && text.trim() === String(stored);
  if (isUnchanged && (check.type === 'number' || check.type === 'slot') && isStoredValueGood(check, stored)) {
    return { kind: 'value', value: stored };
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

const isSecret = (fields: readonly FieldDefinition[], id: string): boolean =>
  fields.some((field) => field.id === id && (field.type === 'secret' || field.class === 'secret'));

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
