import { hiddenName, type StepPageField } from './step-page';
import type { PostedValues } from './form-state';

/** The parts of which an address may consist. */
export const addressParts = ['country', 'lines', 'locality', 'region', 'postalCode'] as const;

/**
 * What a control shows after a refused post: exactly what was typed, never the stored answer in its place. A field
 * that was not on the page keeps its own value; a secret is always empty.
 */
export function postedField(field: StepPageField, posted: PostedValues, shown: ReadonlySet<string>): StepPageField {
  if (!shown.has(field.id)) return field;
  const part = (name: string) => String(posted[`${field.id}-${name}`] ?? '');
  switch (field.type) {
    case 'secret':
      return { ...field, value: undefined };
    case 'date':
      return { ...field, value: [part('year'), part('month'), part('day')].join('-') };
    case 'address':
      return { ...field, value: Object.fromEntries(addressParts.map((name) => [name, part(name)])) };
    case 'items':
      return { ...field, value: posted[hiddenName.more(field.id)] };
    default:
      return field.derived ? field : { ...field, value: posted[field.id] };
  }
}
