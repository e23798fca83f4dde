import type { AnswerValue, FieldDefinition } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';

/**
 * An answer as a person reads it. `text` and `machine` (to be set apart in Latin direction) are ready; the words for
 * yes, no, agreement and secrets belong to the page, dates and numbers are formatted there.
 */
export type ShownAnswer =
  | Readonly<{ kind: 'text' | 'machine'; lines: readonly string[] }>
  | Readonly<{ kind: 'date' | 'country'; value: string }>
  | Readonly<{ kind: 'number'; value: number }>
  | Readonly<{ kind: 'yes' | 'no' | 'sealed' | 'none' }>
  | Readonly<{ kind: 'agreed'; version: string }>;

const machineTypes: ReadonlySet<FieldDefinition['type']> = new Set(['email', 'phone', 'url', 'identifier']);

/** How to show an answer to its question; never the text of a secret. */
export function shownAnswer(field: FieldDefinition, value: AnswerValue | undefined, locale: string): ShownAnswer {
  if (value === undefined) return { kind: 'none' };
  if (typeof value === 'boolean') return { kind: value ? 'yes' : 'no' };
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value === 'object' && 'sealed' in value) return { kind: 'sealed' };
  const lines = typeof value === 'string' ? [value] : value;
  if (field.type === 'consent') return { kind: 'agreed', version: lines[0] ?? '' };
  if (field.type === 'date') return { kind: 'date', value: lines[0] ?? '' };
  if (field.type === 'country') return { kind: 'country', value: lines[0] ?? '' };
  if (field.options) {
    const labels = new Map(field.options.map(({ id, label }) => [id, localizedText(label, locale)]));
    return { kind: 'text', lines: lines.map((id) => labels.get(id) ?? id) };
  }
  const isMachine = machineTypes.has(field.type) || field.dir === 'ltr' || (field.rules?.itemType ?? 'text') !== 'text';
  return { kind: isMachine ? 'machine' : 'text', lines };
}
