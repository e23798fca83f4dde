import type { AnswerValue, ItemAnswer } from '../types';

/** A value as the text that its hash is made of; the order of an object's members does not count. */
export function hashedText(value: AnswerValue | ItemAnswer['values']): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
