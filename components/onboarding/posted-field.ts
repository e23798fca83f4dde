import type { StepPageField } from './step-page';
import type { PostedValues } from './form-state';

/**
 * What a control shows after a refused post: exactly what was typed, never the stored answer in its place. A field
 * that was not on the page keeps its own value; a secret is always empty.
 */
export function postedField(field: StepPageField, posted: PostedValues, shown: ReadonlySet<string>): StepPageField {
  if (!shown.has(field.id)) return field;
  if (field.type === 'secret') return { ...field, value: undefined };
  if (field.type !== 'date') return { ...field, value: posted[field.id] };
  const part = (name: string) => String(posted[`${field.id}-${name}`] ?? '');
  return { ...field, value: [part('year'), part('month'), part('day')].join('-') };
}
