import { flatTyping, type Typing } from './draft-values';
import { postedField } from './posted-field';
import type { StepPage, StepPageField } from './step-page';

type Drafted = Pick<StepPage, 'fields' | 'secretFields'>;

/**
 * The page with what its person had typed and not saved. Each field that the draft changes carries the base of that
 * time, so that a save still asks where somebody else has answered meanwhile. Answers null when the draft changes nothing
 * that the page would show.
 */
export function withDraft<Page extends Drafted>(page: Page, draft: Typing): Page | null {
  const typed = flatTyping(draft);
  let changes = false;
  const fields = page.fields.map((field): StepPageField => {
    const isTyped = Object.hasOwn(draft.data, field.id) && field.type !== 'items' && field.type !== 'upload';
    if (!isTyped || page.secretFields.includes(field.id)) return field;
    const shown = postedField(field, typed, new Set([field.id]));
    const base = draft.bases[field.id];
    if (sameShown(field, shown)) return field;
    changes = true;
    return { ...shown, base: base === undefined ? field.base : base === '' ? null : base };
  });
  return changes ? { ...page, fields } : null;
}

/** Whether the control would look the same: no answer and an empty one do. */
const sameShown = (one: StepPageField, other: StepPageField): boolean => looks(one) === looks(other);

const looks = (field: StepPageField): string => JSON.stringify({ ...field, value: lookOf(field.value) });

function lookOf(value: StepPageField['value']): unknown {
  if (value === undefined || value === '--') return '';
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return Object.entries(value).filter(([, text]) => text !== '');
  const texts = value.filter((text) => text !== '');
  return texts.length > 1 ? texts : (texts[0] ?? '');
}
