import {
  fieldsOf,
  type AnswerValue,
  type FieldDefinition,
  type FlowDefinition,
  type Reason,
  type ReasonPart,
} from '@/lib/flow-definition';
import { formatters, isolate, localizedText } from '@/lib/i18n';
import type { Translator } from '@/lib/i18n/translator';

/** A reason in words: one sentence, or a sentence that leads a list of them. */
export type Why = Readonly<{ sentence: string; items: readonly Why[] }>;

export type ReasonWords = Readonly<{
  definition: FlowDefinition;
  locale: string;
  text: Translator['text'];
}>;

/**
 * Says in the reader's language why something is asked. Every sentence is one pattern of `why.*` with the question and
 * the answers put in: a single reason is a sentence of its own, several are led by "all of these" or "one of these", so
 * that nothing is ever glued together from fragments. Null for what everybody is asked.
 */
export function reasonWords(reason: Reason, words: ReasonWords): Why | null {
  if (reason.kind === 'always') return null;
  const fields = new Map(fieldsOf(words.definition).map(({ field }) => [field.id, field]));
  const { of } = reason;
  return of.kind === 'all' || of.kind === 'any'
    ? listed(of, 'because', { ...words, fields })
    : { sentence: said(of, 'because', { ...words, fields }), items: [] };
}

type Context = ReasonWords & Readonly<{ fields: ReadonlyMap<string, FieldDefinition> }>;
/** `because` is the whole sentence, `part` one line of a list. */
type Voice = 'because' | 'part';
type Compared = Extract<ReasonPart, Readonly<{ kind: 'answer' }>>;

function listed(
  { kind, parts }: Extract<ReasonPart, Readonly<{ kind: 'all' | 'any' }>>,
  voice: Voice,
  context: Context,
): Why {
  return {
    sentence: context.text(`why.${voice}.${kind}`),
    items: parts.map((part) =>
      part.kind === 'all' || part.kind === 'any'
        ? listed(part, 'part', context)
        : { sentence: said(part, 'part', context), items: [] },
    ),
  };
}

/** One thing that decided, as a sentence. */
function said(part: ReasonPart, voice: Voice, context: Context): string {
  const { text, locale, fields } = context;
  switch (part.kind) {
    case 'answer': {
      const field = fields.get(part.fieldId);
      const { key, args } = field ? ofAnswer(part, field, context) : { key: 'answers', args: {} };
      return text(`why.${voice}.${key}`, args);
    }
    case 'answers': {
      const questions = list(
        locale,
        'conjunction',
        part.fieldIds.map((id) => questionOf(fields.get(id), locale)),
      );
      return text(`why.${voice}.answers`, { questions });
    }
    case 'fact':
      return text(`why.${voice}.${factKey(part.name)}`);
    default:
      return text(`why.${voice}.${part.kind}`);
  }
}

type Pattern = Readonly<{ key: string; args: Readonly<Record<string, string | number>> }>;

function ofAnswer(part: Compared, field: FieldDefinition, context: Context): Pattern {
  const question = questionOf(field, context.locale);
  const answer = part.answer === undefined ? null : valueText(field, part.answer, part.member, context);
  const values = (type: 'conjunction' | 'disjunction') =>
    list(
      context.locale,
      type,
      part.values.map((value) => constantText(field, value, part.member, context)),
    );
  if (part.counted) return { key: countKey[part.operator] ?? 'answers', args: countArgs(part, question) };
  switch (part.operator) {
    case 'isGiven':
    case 'isNotGiven':
      return { key: part.operator, args: { question } };
    case 'includes':
    case 'excludes':
      return {
        key: part.operator,
        args: { question, values: values(part.operator === 'includes' ? 'conjunction' : 'disjunction') },
      };
    case 'is':
    case 'isOneOf':
      return isYesNo(field)
        ? { key: part.values[0] === false ? 'no' : 'yes', args: { question } }
        : { key: 'is', args: { question, answer: answer ?? values('disjunction') } };
    case 'isNot':
    case 'isNoneOf':
      if (isYesNo(field)) return { key: part.values[0] === false ? 'yes' : 'no', args: { question } };
      return answer === null
        ? { key: 'isNotAnswered', args: { question, values: values('disjunction') } }
        : { key: 'isNot', args: { question, answer, values: values('disjunction') } };
    default: {
      const bound = values('disjunction');
      const key = field.type === 'date' ? (dateKey[part.operator] ?? part.operator) : part.operator;
      return { key, args: { question, answer: answer ?? '', value: bound } };
    }
  }
}

const isYesNo = (field: FieldDefinition): boolean => field.type === 'yesNo';

const dateKey: Readonly<Record<string, string>> = {
  lessThan: 'before',
  atMost: 'until',
  moreThan: 'after',
  atLeast: 'from',
};
const countKey: Readonly<Record<string, string>> = {
  is: 'countIs',
  isNot: 'countIsNot',
  lessThan: 'countLess',
  atMost: 'countAtMost',
  moreThan: 'countMore',
  atLeast: 'countAtLeast',
};

const countArgs = ({ values }: Compared, question: string) => ({ question, count: Number(values[0] ?? 0) });

/** What is known of the customer or of the day, as far as it can be said without words of the template. */
function factKey(name: string): string {
  if (name === 'today') return 'today';
  return name.startsWith('flow.') ? 'flow' : 'customer';
}

const questionOf = (field: FieldDefinition | undefined, locale: string): string =>
  field ? isolate(localizedText(field.label, locale)) : '';

/** An answer as its person would name it; a list of answers as a list. */
function valueText(
  field: FieldDefinition,
  answer: AnswerValue,
  member: string | undefined,
  context: Context,
): string | null {
  if (Array.isArray(answer)) {
    const texts = answer.flatMap((value) =>
      typeof value === 'string' ? [constantText(field, value, undefined, context)] : [],
    );
    return texts.length === 0 ? null : list(context.locale, 'conjunction', texts);
  }
  if (typeof answer !== 'object') return constantText(field, answer, member, context);
  const part = member !== undefined && Object.hasOwn(answer, member) ? Object.entries(answer) : [];
  const found = part.find(([name]) => name === member)?.[1];
  return typeof found === 'string' ? constantText(field, found, member, context) : null;
}

/** One value: an option by its label, a country or currency by its name, a date and a number as the reader writes them. */
function constantText(
  field: FieldDefinition,
  value: string | number | boolean,
  member: string | undefined,
  { locale, text }: Context,
): string {
  const format = formatters({ locale, timeZone: 'UTC' });
  if (typeof value === 'boolean') return text(value ? 'form.yes' : 'form.no');
  if (typeof value === 'number') return format.number(value);
  const option = field.options?.find(({ id }) => id === value);
  if (option) return isolate(localizedText(option.label, locale));
  if (field.type === 'date') return format.date(value);
  const kind = member === 'country' ? 'country' : field.type;
  const names = kind === 'country' ? 'region' : kind === 'currency' || kind === 'language' ? kind : null;
  return isolate(names === null ? value : nameOf(locale, names, value));
}

function nameOf(locale: string, type: 'region' | 'currency' | 'language', code: string): string {
  try {
    return new Intl.DisplayNames(locale, { type, fallback: 'code' }).of(code) ?? code;
  } catch {
    return code;
  }
}

const list = (locale: string, type: 'conjunction' | 'disjunction', values: readonly string[]): string =>
  new Intl.ListFormat(locale, { type }).format(values);
