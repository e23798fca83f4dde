import {
  countryCodes,
  type AnswerValue,
  type FieldDefinition,
  type FieldRules,
  type FieldType,
  type FormStep,
} from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import type { StoredAnswer } from './flow-state';

export type StepFieldOption = Readonly<{ value: string; label: string; hint?: string }>;

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
  value: string | readonly string[] | undefined;
  dir: 'ltr' | 'rtl' | 'auto';
  semantic?: string;
  rules?: FieldRules;
  /** The hash of the value shown, sent back with a save; null when there was none. */
  base: string | null;
  /** For a stored secret: when it was stored, ISO time. */
  sealedAt?: string;
  visible: boolean;
}>;

type Context = Readonly<{
  stored: Readonly<Record<string, StoredAnswer>>;
  visible: ReadonlySet<string>;
  required: ReadonlySet<string>;
  locale: string;
}>;

/** The questions of a step for one reader. */
export const stepFields = (step: FormStep, context: Context): readonly StepField[] =>
  step.fields.map((field) => stepField(field, context));

function stepField(field: FieldDefinition, { stored, visible, required, locale }: Context): StepField {
  const text = (texts: Readonly<Record<string, string>>) => localizedText(texts, locale);
  const answer = stored[field.id];
  return {
    id: field.id,
    type: field.type,
    label: text(field.label),
    ...(field.hint && { hint: text(field.hint) }),
    ...(field.why && { why: text(field.why) }),
    required: required.has(field.id),
    ...optionsOf(field, locale),
    value: shownValue(field, answer?.value),
    dir: field.dir ?? 'auto',
    ...(field.semantic !== undefined && { semantic: field.semantic }),
    ...(field.rules && { rules: field.rules }),
    base: answer?.hash ?? null,
    ...(answer?.sealed !== undefined && { sealedAt: answer.at ?? '' }),
    visible: visible.has(field.id),
  };
}

function optionsOf(field: FieldDefinition, locale: string): Pick<StepField, 'options'> {
  if (field.type === 'country') return { options: countryOptions(locale) };
  if (!field.options) return {};
  return {
    options: field.options.map((option) => ({
      value: option.id,
      label: localizedText(option.label, locale),
      ...(option.hint && { hint: localizedText(option.hint, locale) }),
    })),
  };
}

const countriesByLocale = new Map<string, readonly StepFieldOption[]>();

/** Countries by name in the reader's language, in its own alphabetical order. */
function countryOptions(locale: string): readonly StepFieldOption[] {
  const known = countriesByLocale.get(locale);
  if (known) return known;
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  const collator = new Intl.Collator(locale);
  const options = countryCodes
    .map((code) => ({ value: code, label: names.of(code) ?? code }))
    .sort((a, b) => collator.compare(a.label, b.label));
  countriesByLocale.set(locale, options);
  return options;
}

/** A stored answer, or else the default, as the control shows it. */
export function shownValue(
  field: FieldDefinition,
  value: AnswerValue | undefined,
): string | readonly string[] | undefined {
  const shown = value ?? field.default;
  if (shown === undefined) return undefined;
  if (field.type === 'consent') return shown === (field.consentVersion ?? '1') ? 'true' : undefined;
  if (typeof shown === 'boolean') return shown ? 'yes' : 'no';
  if (typeof shown === 'number') return String(shown);
  if (typeof shown === 'string') return shown;
  return Array.isArray(shown) ? shown : undefined;
}

/** Ids of the fields whose values never go back into a page. */
export const secretFieldsOf = (step: FormStep): readonly string[] =>
  step.fields.filter(({ type, class: kind }) => type === 'secret' || kind === 'secret').map(({ id }) => id);
