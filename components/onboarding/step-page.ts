import type { FieldView } from '@/components/forms/field-view';
import type { FormTexts } from '@/components/forms/form-texts';
import type { FieldCheck, FormKind, Scope, StepConditions } from '@/lib/flow-definition/browser';

/** A question with the base of the answer that it shows. */
export type StepPageField = FieldView & Readonly<{ base: string | null }>;

/** One page of questions as plain data, every text in the reader's language. */
export type StepPage = Readonly<{
  flowId: string;
  stepId: string;
  title: string;
  fromCheck: boolean;
  /** Decides how the questions look, and nothing else. */
  look: FormKind;
  groups: readonly StepPageGroup[];
  /** What happens in plain words, before something that cannot be taken back. */
  consequences: readonly string[];
  /** When the page was made, ISO time: it comes back with the answers. */
  openedAt: string;
  fields: readonly StepPageField[];
  checks: readonly FieldCheck[];
  conditions: StepConditions;
  scope: Scope;
  secretFields: readonly string[];
  savedAt: string | null;
  /** Where the page is about one item of a repeatable list. */
  item?: PageItem;
  /** How what is typed here is kept; null where it is not. */
  draft: PageDraft | null;
}>;

/** Where a page sends what is typed on it, whose it is, and what it says about it. */
export type PageDraft = Readonly<{
  /** Stands for the person, on this device only. */
  owner: string;
  action: string;
  /** The item of a list that the page is about; empty for the step itself. */
  itemId: string;
  texts: DraftTexts;
}>;

/** `kept` holds `{time}`. */
export type DraftTexts = Readonly<{
  keeping: string;
  kept: string;
  onDevice: string;
  signInHref: string;
  reloadHref: string;
  problems: Readonly<
    Record<
      'offline' | 'failed' | 'ended' | 'unreachable' | 'updated',
      Readonly<{ title: string; text: string; action: string }>
    >
  >;
}>;

/** Which item of which list; `base` is the hash of the item as it is shown, null for a new one. */
export type PageItem = Readonly<{
  listId: string;
  itemId: string;
  isNew: boolean;
  base: string | null;
  listHref: string;
  backLabel: string;
}>;

/** The hidden inputs that say so. */
export const itemNames = { list: '_list', item: '_item', isNew: '_new' } as const;

/** Questions that belong together under a title of their own. */
export type StepPageGroup = Readonly<{ id: string; title: string; hint?: string }>;

/** The words of the form itself; `errorTitle` holds `{title}`. */
export type StepTexts = Readonly<{
  form: FormTexts;
  errorTitle: string;
  continue: string;
  saving: string;
  later: string;
  offline: string;
  pleaseCheckNext: string;
  destructive: Readonly<{ title: string; continue: string }>;
  conflict: ConflictTexts;
}>;
export type ConflictTexts = Readonly<{
  title: string;
  question: string;
  stored: string;
  keepStored: string;
  keepMine: string;
}>;

/** One conflict with both sides written for the reader. */
export type ShownConflict = Readonly<{
  fieldId: string;
  sentence: string;
  stored: readonly string[];
  base: string | null;
}>;

/** The names of the hidden inputs that go with a field. */
export const hiddenName = {
  base: (fieldId: string) => `_base.${fieldId}`,
  storedBase: (fieldId: string) => `_stored.${fieldId}`,
  keep: (fieldId: string) => `_keep.${fieldId}`,
  /** What was typed when the page asked whether it is right: the same text again means that it is. */
  sure: (fieldId: string) => `_sure.${fieldId}`,
  /** Whether there is another item to add to a list. */
  more: (fieldId: string) => `_more.${fieldId}`,
  openedAt: '_opened',
} as const;
