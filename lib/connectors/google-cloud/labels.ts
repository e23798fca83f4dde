import type { Labels } from '../bigquery/port';

/**
 * Labels by which we know our own things at Google again: the flow, and the run with its action. Google takes lower
 * case letters, digits, `-` and `_`, 63 at most (https://cloud.google.com/bigquery/docs/labels-intro#requirements).
 */
export function ownerLabels(owner: Readonly<{ flowId: string; key: string }>): Labels {
  return { 'managed-by': 'portico', 'portico-flow': labelValue(owner.flowId), 'portico-run': labelValue(owner.key) };
}

/** A text as the value of a label: what may not stand there becomes `_`. */
export function labelValue(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '_')
    .slice(0, 63);
}

/** Whether all of these labels are on a thing; others on it do not matter. */
export const hasLabels = (found: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([name, value]) => Object.hasOwn(found, name) && found[name] === value);
