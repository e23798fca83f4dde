import { evaluate, undecided, type Scope } from './conditions/evaluate';
import type { Tree } from './conditions/tree';
import type { AnswerValue } from './types';

/** What a computed field is now, on the server as in the browser; undefined while something it needs is absent. */
export function derivedValue(tree: Tree, scope: Scope): AnswerValue | undefined {
  const value = evaluate(tree, scope);
  if (value === undecided || value === '') return undefined;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}
