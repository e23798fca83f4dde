import {
  offeredSlots,
  type AddressValue,
  type AnswerValue,
  type FieldDefinition,
  type FieldRules,
  type FieldType,
  type FormStep,
} from '@/lib/flow-definition';
import type { ListedFile } from '@/lib/files';
import { localizedText } from '@/lib/i18n';
import { itemKey, type StoredAnswer } from './flow-state';
import type { PrefillSource } from './prefill';
import { shownAnswer, type ShownAnswer } from './shown-answer';

export type StepFieldOption = Readonly<{
  value: string;
  label: string;
  hint?: string;
  consequence?: string;
  href?: string;
  minutes?: number;
}>;

/** One item of a list as its list shows it: the answer that names it first. */
export type StepFieldItem = Readonly<{ id: string; answers: readonly ShownAnswer[] }>;

/** A file that was given for a field. */
export type StepFieldFile = Pick<ListedFile, 'id' | 'name' | 'bytes' | 'state' | 'reason'>;

/** One question of a step as plain data in the reader's language; nothing here knows how it is drawn. */
export type StepField = Readonly<{
  id: string;
  type: FieldType;
  label: string;
  hint?: string;
  why?: string;
  required: boolean;
  options?: readonly StepFieldOption[];
  /** As a person would type it; never a secret. */
  value: string | readonly string[] | AddressValue | undefined;
  dir: 'ltr' | 'rtl' | 'auto';
  semantic?: string;
  rules?: FieldRules;
  /** The hash of the value shown, sent back with a save; null when there was none. */
  base: string | null;
  /** For a stored secret: when it was stored, ISO time. */
  sealedAt?: string;
  visible: boolean;
  group?: string;
  /** True where the answer may come later. */
  later: boolean;
  /** Where a value that nobody gave here comes from; it counts only once somebody continues with it. */
  prefilledFrom?: PrefillSource;
  /** Computed from other answers: shown, never asked. */
  derived: boolean;
  /** For `consent`: the whole text and its version. */
  text?: string;
  version?: string;
  /** For `typedConfirmation`: what must be typed. */
  phrase?: string;
  /** For `items`: what was added so far. */
  items?: readonly StepFieldItem[];
  files?: readonly StepFieldFile[];
  /** For `slot`: the times on offer, ISO in UTC. */
  slots?: readonly string[];
}>;

export type StepFieldsContext = Readonly<{
  stored: Readonly<Record<string, StoredAnswer>>;
  /** What counts now: computed values are among them. */
  counting: Readonly<Record<string, AnswerValue | undefined>>;
  visible: ReadonlySet<string>;
  required: ReadonlySet<string>;
  locale: string;
  today: string;
  timeZone: string;
  /** Field id → its files. */
  files: ReadonlyMap<string, readonly StepFieldFile[]>;
  /** Field id → what must be typed to confirm. */
  phrases: Readonly<Record<string, string>>;
}>;

/** The questions of a step for one reader. */
export const stepFields = (step: Pick<FormStep, 'fields'>, context: StepFieldsContext): readonly StepField[] =>
  step.fields.map((field) => stepField(field, context));

function stepField(field: FieldDefinition, context: StepFieldsContext): StepField {
  const { stored, counting, visible, required, locale } = context;
  const text = (texts: Readonly<Record<string, string>>) => localizedText(texts, locale);
  const answer = stored[field.id];
  const derived = field.derive !== undefined;
  return {
    id: field.id,
    type: field.type,
    label: text(field.label),
    ...(field.hint && { hint: text(field.hint) }),
    ...(field.why && { why: text(field.why) }),
    required: required.has(field.id),
    ...optionsOf(field, locale),
    value: shownValue(field, derived ? counting[field.id] : (answer?.value as AnswerValue | undefined)),
    dir: field.dir ?? 'auto',
    ...(field.semantic !== undefined && { semantic: field.semantic }),
    ...(field.rules && { rules: field.rules }),
    base: answer?.hash ?? null,
    ...(answer?.sealed !== undefined && { sealedAt: answer.at ?? '' }),
    visible: visible.has(field.id),
    ...(field.group !== undefined && { group: field.group }),
    later: field.due === 'later',
    derived,
    ...kindOf(field, context),
  };
}

/** What only some types of field have. */
function kindOf(field: FieldDefinition, context: StepFieldsContext): Partial<StepField> {
  switch (field.type) {
    case 'consent':
      return {
        ...(field.text && { text: localizedText(field.text, context.locale) }),
        version: field.consentVersion ?? '1',
      };
    case 'typedConfirmation':
      return { phrase: context.phrases[field.id] ?? '' };
    case 'items':
      return { items: itemsOf(field, context) };
    case 'upload':
      return { files: context.files.get(field.id) ?? [] };
    case 'slot':
      return { slots: field.rules?.slots ? offeredSlots(field.rules.slots, context.today, context.timeZone) : [] };
    default:
      return {};
  }
}

function itemsOf(field: FieldDefinition, { stored, locale }: StepFieldsContext): readonly StepFieldItem[] {
  const start = itemKey(field.id, '');
  const items = Object.entries(stored)
    .filter(([key]) => key.startsWith(start))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, { value = {} }]) => ({
      id: key.slice(start.length),
      values: value as Readonly<Record<string, string>>,
    }));
  const shown = shownAnswer(field, items, { locale });
  return shown.kind === 'items' ? shown.items : [];
}

function optionsOf(field: FieldDefinition, locale: string): Pick<StepField, 'options'> {
  if (!field.options) return {};
  return {
    options: field.options.map((option) => ({
      value: option.id,
      label: localizedText(option.label, locale),
      ...(option.hint && { hint: localizedText(option.hint, locale) }),
      ...(option.consequence && { consequence: localizedText(option.consequence, locale) }),
      ...(option.href !== undefined && { href: option.href }),
      ...(option.minutes !== undefined && { minutes: option.minutes }),
    })),
  };
}

/** A stored answer, or else the default, as the control shows it. */
export function shownValue(
  field: FieldDefinition,
  value: AnswerValue | undefined,
): string | readonly string[] | AddressValue | undefined {
  const shown = value ?? field.default;
  if (shown === undefined || field.type === 'items') return undefined;
  if (field.type === 'consent') return shown === (field.consentVersion ?? '1') ? 'true' : undefined;
  if (field.type === 'address') return shown as AddressValue;
  if (typeof shown === 'boolean') return shown ? 'yes' : 'no';
  if (typeof shown === 'number') return String(shown);
  if (typeof shown === 'string') return shown;
  return Array.isArray(shown) ? (shown as readonly string[]) : undefined;
}

/** Ids of the fields whose values never go back into a page. */
export const secretFieldsOf = (step: Pick<FormStep, 'fields'>): readonly string[] =>
  step.fields.filter(({ type, class: kind }) => type === 'secret' || kind === 'secret').map(({ id }) => id);
