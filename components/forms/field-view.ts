import type { AddressValue, FieldType } from '@/lib/flow-definition/types';
import type { FileView, UploadView } from './upload-view';

export type FieldViewType = FieldType;

export type FieldViewOption = Readonly<{
  value: string;
  label: string;
  hint?: string;
  /** What choosing it brings with it. */
  consequence?: string;
  /** The heading under which it stands in a long list: a region, a day. */
  group?: string;
  /** Where the material is, and how long it takes, written for the reader (`resources`). */
  href?: string;
  duration?: string;
}>;

/** What a control holds: one text, several of one name, or the named parts of an address. */
export type FieldTyped = string | readonly string[] | AddressValue | undefined;

/** The parts of an address for each country that has a form of its own; `''` is the form of all others. */
export type AddressForms = Readonly<Record<string, readonly AddressPart[]>>;
export type AddressPart = Readonly<{ part: string; label: string; required: boolean; lines?: number }>;

/** One item of a repeatable list, as its list shows it. */
export type ItemView = Readonly<{
  id: string;
  name: string;
  lines: readonly string[];
  changeHref: string;
  removeHref: string;
}>;

/** A repeatable list: its items, the page of a new one, and whether there may be more. */
export type ItemsView = Readonly<{
  items: readonly ItemView[];
  addHref: string;
  isFull: boolean;
  /** "2 entries", written for the reader. */
  count: string;
}>;

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
  mediaTypes?: readonly string[];
  fileBytesMax?: number;
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
  value: FieldTyped;
  errors: readonly string[];
  /** What looks wrong without being impossible, in words. */
  warnings?: readonly string[];
  dir: 'ltr' | 'rtl' | 'auto';
  autoComplete?: string;
  rules?: FieldViewRules;
  /** For secrets: one is stored already; `sealedAt` is when, written for the reader. */
  sealed?: boolean;
  sealedAt?: string;
  visible: boolean;
  condition?: FieldCondition;
  /** The group of the page that the field stands in. */
  group?: string;
  /** True where the answer may come later. */
  later?: boolean;
  /** Where a value that nobody typed here comes from, in words. */
  source?: string;
  /** For a computed field: it is shown, never asked. The options name its values. */
  derived?: boolean;
  /** For `consent`: the paragraphs that are agreed to, and which version of them this is, in words. */
  text?: readonly string[];
  version?: string;
  /** For `typedConfirmation`: what must be typed. */
  phrase?: string;
  address?: AddressForms;
  items?: ItemsView;
  /** For `upload`: what was given, and what giving more needs. */
  files?: readonly FileView[];
  upload?: UploadView;
}>;

/** The one text of a control that holds one. */
export const oneText = (value: FieldTyped): string | undefined =>
  typeof value === 'string' ? value : isMany(value) ? value[0] : undefined;

/** All texts of a control that holds several under one name. */
export const manyTexts = (value: FieldTyped): readonly string[] =>
  typeof value === 'string' ? [value] : isMany(value) ? value : [];

/** The parts of an address by name. */
export const partTexts = (value: FieldTyped): AddressValue =>
  value === undefined || typeof value === 'string' || isMany(value) ? {} : value;

const isMany = (value: FieldTyped): value is readonly string[] => Array.isArray(value);
