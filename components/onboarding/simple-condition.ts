import type { FieldCondition } from '@/components/forms/field-view';
import type { FieldCheck, Tree } from '@/lib/flow-definition/browser';

/**
 * A condition in the one form that a style sheet can follow: a choice of the same page has one of these values.
 * Undefined for anything richer, which the server decides on Continue.
 */
export function simpleCondition(tree: Tree | undefined, checks: readonly FieldCheck[]): FieldCondition | undefined {
  if (!tree) return undefined;
  if (tree.op === '&&') {
    // `has(answers.x) && …x…`: choosing a value implies that there is one.
    const [guard, rest] = tree.left.op === 'has' ? [tree.left, tree.right] : [tree.right, tree.left];
    const found = guard.op === 'has' ? simpleCondition(rest, checks) : undefined;
    return guard.op === 'has' && found?.field === guard.path[1] ? found : undefined;
  }
  if (tree.op === '||') {
    const [left, right] = [simpleCondition(tree.left, checks), simpleCondition(tree.right, checks)];
    return left && right && left.field === right.field
      ? { field: left.field, anyOf: [...left.anyOf, ...right.anyOf] }
      : undefined;
  }
  if (tree.op === 'ref') return chosen(tree, 'yesNo', 'yes', checks) ?? undefined;
  if (tree.op === 'not') return tree.of.op === 'ref' ? chosen(tree.of, 'yesNo', 'no', checks) : undefined;
  if (tree.op === 'in') return membership(tree.left, tree.right, checks);
  if (tree.op !== '==') return undefined;
  const [ref, value] = tree.left.op === 'ref' ? [tree.left, tree.right] : [tree.right, tree.left];
  if (value.op !== 'value') return undefined;
  if (typeof value.value === 'boolean') return chosen(ref, 'yesNo', value.value ? 'yes' : 'no', checks);
  return typeof value.value === 'string' ? chosen(ref, 'choice', value.value, checks) : undefined;
}

/** `"a" in answers.choices` and `answers.choice in ["a", "b"]`. */
function membership(left: Tree, right: Tree, checks: readonly FieldCheck[]): FieldCondition | undefined {
  if (left.op === 'value' && typeof left.value === 'string') return chosen(right, 'choices', left.value, checks);
  if (right.op !== 'list') return undefined;
  const values = right.items.flatMap((item) =>
    item.op === 'value' && typeof item.value === 'string' ? [item.value] : [],
  );
  const found = chosen(left, 'choice', '', checks);
  return found && values.length === right.items.length ? { field: found.field, anyOf: values } : undefined;
}

function chosen(
  tree: Tree,
  type: FieldCheck['type'],
  value: string,
  checks: readonly FieldCheck[],
): FieldCondition | undefined {
  if (tree.op !== 'ref' || tree.path[0] !== 'answers' || tree.path.length !== 2) return undefined;
  const id = tree.path[1];
  return id !== undefined && checks.some((check) => check.id === id && check.type === type)
    ? { field: id, anyOf: [value] }
    : undefined;
}
