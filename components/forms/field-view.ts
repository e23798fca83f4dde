export type FieldViewType =
  | 'text'
  | 'longText'
  | 'number'
  | 'yesNo'
  | 'choice'
  | 'choices'
  | 'date'
  | 'email'
  | 'phone'
  | 'url'
  | 'country'
  | 'identifier'
  | 'list'
  | 'secret'
  | 'consent';

export type FieldViewOption = Readonly<{ value: string; label: string; hint?: string }>;

/**
 * When a field appears, in the one form that a style sheet can follow without a script: another field of the same
 * page has one of these values. Anything richer is decided by the server on Continue.
 */
export type FieldCondition = Readonly<{ field: string; anyOf: readonly string[] }>;

/** Bounds that the control itself can show or keep to; the server checks them all again. */
export type FieldViewRules = Readonly<{
  minLength?: number;
  maxLength?: number;
  min?: number | string;
  max?: number | string;
  itemsMax?: number;
  itemType?: 'text' | 'email' | 'url';
}>;

/** One question as the page shows it: plain data, every text already in the reader's language. */
export type FieldView = Readonly<{
  id: string;
  type: FieldViewType;
  label: string;
  hint?: string;
  why?: string;
  required: boolean;
  options?: readonly FieldViewOption[];
  /** As typed; never the value of a secret. Dates as year, month, day joined by `-`, as typed: `2027-03-27`, `--31`. */
  value: string | readonly string[] | undefined;
  errors: readonly string[];
  dir: 'ltr' | 'rtl' | 'auto';
  autoComplete?: string;
  rules?: FieldViewRules;
  /** For secrets: one is stored already; `sealedAt` is when, written for the reader. */
  sealed?: boolean;
  sealedAt?: string;
  visible: boolean;
  condition?: FieldCondition;
}>;
