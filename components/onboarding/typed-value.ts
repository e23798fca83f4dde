import { manyTexts, partTexts, type FieldTyped } from '@/components/forms/field-view';
import type { AnswerValue, FieldCheck } from '@/lib/flow-definition/browser';

/** What a control holds at the moment: one text, several under one name, or the parts of an address. */
export type Typed = FieldTyped;

/**
 * What conditions see of a field while it is being filled in; undefined when nothing is there. Lenient on purpose:
 * whether the answer is good is checked on Continue, whether the next question appears must not wait for that.
 */
export function typedValue(check: FieldCheck, typed: Typed, sealed: boolean): AnswerValue | undefined {
  if (check.type === 'address') return addressValue(typed);
  const many = manyTexts(typed)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const [first] = many;
  if (check.type === 'secret') return first !== undefined || sealed ? { sealed: true } : undefined;
  if (first === undefined) return undefined;
  switch (check.type) {
    case 'yesNo':
      return first === 'yes' || first === 'true';
    case 'number': {
      const value = Number(plainDigits(first).replace(/[\s,\u066C\u00A0\u202F]/g, ''));
      return Number.isFinite(value) ? value : undefined;
    }
    case 'choices':
    case 'resources':
    case 'upload':
    case 'list':
      return many;
    case 'consent':
      return check.consentVersion ?? '1';
    default:
      return first;
  }
}

/** An address is there once its country is. */
function addressValue(typed: Typed): AnswerValue | undefined {
  const parts = Object.entries(partTexts(typed)).filter(([, text]) => text.trim() !== '');
  return parts.some(([part]) => part === 'country') ? Object.fromEntries(parts) : undefined;
}

/** The digits of Arabic, Persian and other scripts that are written in Arabic countries and India, as 0 to 9. */
const plainDigits = (text: string): string =>
  text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[\u0966-\u096F]/g, (digit) => String(digit.charCodeAt(0) - 0x0966))
    .replace('\u066B', '.');
