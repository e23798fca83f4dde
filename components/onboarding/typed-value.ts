import type { AnswerValue, FieldCheck } from '@/lib/flow-definition/browser';

/** What a control holds at the moment: one text, or several under one name. */
export type Typed = string | readonly string[] | undefined;

/**
 * What conditions see of a field while it is being filled in; undefined when nothing is there. Lenient on purpose:
 * whether the answer is good is checked on Continue, whether the next question appears must not wait for that.
 */
export function typedValue(check: FieldCheck, typed: Typed, sealed: boolean): AnswerValue | undefined {
  const many = (typeof typed === 'string' ? [typed] : (typed ?? []))
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const [first] = many;
  if (check.type === 'secret') return first !== undefined || sealed ? { sealed: true } : undefined;
  if (first === undefined) return undefined;
  switch (check.type) {
    case 'yesNo':
      return first === 'yes' || first === 'true';
    case 'number': {
      const value = Number(first.replace(/[\s,]/g, ''));
      return Number.isFinite(value) ? value : undefined;
    }
    case 'choices':
    case 'list':
      return many;
    case 'consent':
      return check.consentVersion ?? '1';
    default:
      return first;
  }
}
