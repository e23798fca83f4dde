import { addressForm, type AddressValue, type AnswerValue, type FieldDefinition } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';

/**
 * An answer as a person reads it. `text` and `machine` (to be set apart in Latin direction) are ready; the words for
 * yes, no, agreement and secrets belong to the page, dates, times and numbers are formatted there.
 */
export type ShownAnswer =
  | Readonly<{ kind: 'text' | 'machine'; lines: readonly string[] }>
  | Readonly<{ kind: 'date' | 'country' | 'timeZone' | 'slot'; value: string }>
  | Readonly<{ kind: 'number'; value: number }>
  | Readonly<{ kind: 'yes' | 'no' | 'sealed' | 'none' | 'askForSlot' }>
  | Readonly<{ kind: 'agreed'; version: string }>
  /** A credential that was kept or left out, or a look that found everything in order. */
  | Readonly<{ kind: 'credential'; state: 'kept' | 'skipped' | 'checked'; fingerprint: string | null }>
  | Readonly<{ kind: 'items'; items: readonly ShownItem[] }>;

/** An item of a list: the field that names it first, then the others that have an answer. */
export type ShownItem = Readonly<{ id: string; answers: readonly ShownAnswer[] }>;

export type ShowContext = Readonly<{
  locale: string;
  /** File id → name, for the fields that hold files. */
  fileNames?: ReadonlyMap<string, string>;
}>;

const machineTypes: ReadonlySet<FieldDefinition['type']> = new Set(['email', 'phone', 'url', 'identifier']);

/** How to show an answer to its question; never the text of a secret. */
export function shownAnswer(field: FieldDefinition, value: AnswerValue | undefined, context: ShowContext): ShownAnswer {
  if (value === undefined) return { kind: 'none' };
  if (typeof value === 'boolean') return { kind: value ? 'yes' : 'no' };
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value === 'string') return shownTexts(field, [value], context);
  if (isList(value)) return shownTexts(field, value, context);
  if (Array.isArray(value)) return { kind: 'items', items: shownItems(field, value, context) };
  if ('sealed' in value && value.sealed === true) return { kind: 'sealed' };
  return { kind: 'text', lines: addressLines(value as AddressValue, context.locale) };
}

const isList = (value: object): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

function shownTexts(field: FieldDefinition, texts: readonly string[], { locale, fileNames }: ShowContext): ShownAnswer {
  const first = texts[0] ?? '';
  const named = (type: 'currency' | 'language') =>
    new Intl.DisplayNames([locale], { type, fallback: 'code' }).of(first) ?? first;
  switch (field.type) {
    case 'consent':
      return { kind: 'agreed', version: first };
    case 'date':
    case 'country':
    case 'timeZone':
      return { kind: field.type, value: first };
    case 'currency':
    case 'language':
      return { kind: 'text', lines: [named(field.type)] };
    case 'slot':
      return first === 'ask' ? { kind: 'askForSlot' } : { kind: 'slot', value: first };
    case 'upload':
      return { kind: 'text', lines: texts.flatMap((id) => fileNames?.get(id) ?? []) };
    default:
      return plainTexts(field, texts, locale);
  }
}

function plainTexts(field: FieldDefinition, texts: readonly string[], locale: string): ShownAnswer {
  if (field.options) {
    const labels = new Map(field.options.map(({ id, label }) => [id, localizedText(label, locale)]));
    return { kind: 'text', lines: texts.map((id) => labels.get(id) ?? id) };
  }
  const isMachine = machineTypes.has(field.type) || field.dir === 'ltr' || (field.rules?.itemType ?? 'text') !== 'text';
  return { kind: isMachine ? 'machine' : 'text', lines: texts };
}

type Items = Extract<AnswerValue, readonly { id: string }[]>;

const shownItems = ({ fields = [] }: FieldDefinition, items: Items, context: ShowContext): readonly ShownItem[] =>
  items.map(({ id, values }) => ({
    id,
    answers: fields.map((field) => shownAnswer(field, values[field.id], context)).filter(({ kind }) => kind !== 'none'),
  }));

/** The lines of an address in the order of its country, which stands last. */
export function addressLines(address: AddressValue, locale: string): readonly string[] {
  const { country = '' } = address;
  const { parts } = addressForm(country);
  const name = country === '' ? '' : new Intl.DisplayNames([locale], { type: 'region' }).of(country);
  // Street lines stand alone; the place, its region and its code share a line where they follow each other.
  const lines: string[] = [];
  parts.forEach((part, index) => {
    const text = address[part] ?? '';
    const follows = part !== 'lines' && index > 0 && parts[index - 1] !== 'lines';
    if (follows) lines.push(`${lines.pop() ?? ''} ${text}`);
    else lines.push(...text.split('\n'));
  });
  return [...lines, name ?? ''].map((line) => line.trim()).filter((line) => line !== '');
}

/** What the chosen options bring with them, in words. */
export function consequencesOf(
  field: FieldDefinition,
  value: AnswerValue | undefined,
  locale: string,
): readonly string[] {
  const chosen = typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
  return (field.options ?? []).flatMap(({ id, consequence }) =>
    consequence && chosen.some((each) => each === id) ? [localizedText(consequence, locale)] : [],
  );
}
