import { isForm } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import type { OpenedFlow } from './open-flow';

/** An answer that is not needed yet but will be, and the page where it is given. */
export type LaterField = Readonly<{ fieldId: string; label: string; stepId: string; stepTitle: string }>;

/** What may be given later and is still missing, in order. Nothing of a flow that was cancelled. */
export function laterFields({ walk, state }: OpenedFlow, locale: string): readonly LaterField[] {
  if (state.flow.status === 'cancelled') return [];
  return walk.steps.flatMap(({ step, later }) => {
    if (!isForm(step)) return [];
    return step.fields
      .filter(({ id }) => later.includes(id))
      .map(({ id, label }) => ({
        fieldId: id,
        label: localizedText(label, locale),
        stepId: step.id,
        stepTitle: localizedText(step.title, locale),
      }));
  });
}
