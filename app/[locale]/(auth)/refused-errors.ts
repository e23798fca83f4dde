import type { FormState } from '@/app/_server/form-state';
import type { SummaryError } from '@/components/forms/ErrorSummary';

/** What the summary says after a refusal: the fields' sentences, or the refusal's own when no field is to blame. */
export function refusedErrors<T>(state: FormState<T>, fieldId: string): readonly SummaryError[] {
  if (state.status !== 'refused') return [];
  const { errors, title, remedy } = state.refusal;
  const ofFields = Object.values(errors).flat();
  return (ofFields.length > 0 ? ofFields : [`${title}. ${remedy}`]).map((message) => ({ fieldId, message }));
}
