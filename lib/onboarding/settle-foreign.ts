import { evaluate, undecided, type Scope, type StepConditions, type Tree, type TreeValue } from '@/lib/flow-definition';

/**
 * The conditions of a page with everything settled that does not depend on the answers on it: for somebody who may not
 * see the other answers. What is left looks at the page alone, so that no other answer has to leave the server; only
 * where an own answer is compared with another one does that one stay, because the comparison needs it.
 */
export function settleForeign(conditions: StepConditions, scope: Scope): StepConditions {
  const own = new Set(conditions.fields.map(({ id }) => id));
  const settle = (tree: Tree): Tree => settled(tree, own, scope);
  return {
    fields: conditions.fields.map((field) => ({
      ...field,
      required: typeof field.required === 'boolean' ? field.required : settle(field.required),
      ...(field.visible && { visible: settle(field.visible) }),
      ...(field.derive && { derive: settle(field.derive) }),
      ...(field.options && {
        options: field.options.map((option) => ({ ...option, ...(option.when && { when: settle(option.when) }) })),
      }),
    })),
  };
}

function settled(tree: Tree, own: ReadonlySet<string>, scope: Scope): Tree {
  if (!looksAt(tree, own)) return asTree(evaluate(tree, scope));
  switch (tree.op) {
    case 'value':
    case 'ref':
    case 'has':
      return tree;
    case 'list':
      return { ...tree, items: tree.items.map((item) => settled(item, own, scope)) };
    case 'not':
    case 'negative':
    case 'size':
      return { ...tree, of: settled(tree.of, own, scope) };
    case 'if':
      return {
        ...tree,
        test: settled(tree.test, own, scope),
        then: settled(tree.then, own, scope),
        else: settled(tree.else, own, scope),
      };
    default:
      return { ...tree, left: settled(tree.left, own, scope), right: settled(tree.right, own, scope) };
  }
}

/** Whether a condition looks at one of the page's own answers. */
function looksAt(tree: Tree, own: ReadonlySet<string>): boolean {
  switch (tree.op) {
    case 'value':
      return false;
    case 'ref':
    case 'has':
      return tree.path[0] === 'answers' && own.has(tree.path[1] ?? '');
    case 'list':
      return tree.items.some((item) => looksAt(item, own));
    case 'not':
    case 'negative':
    case 'size':
      return looksAt(tree.of, own);
    case 'if':
      return looksAt(tree.test, own) || looksAt(tree.then, own) || looksAt(tree.else, own);
    default:
      return looksAt(tree.left, own) || looksAt(tree.right, own);
  }
}

/** A value as the tree that says it; what cannot be decided stays so, as a look at an answer that nobody gives. */
function asTree(value: TreeValue | typeof undecided): Tree {
  if (Array.isArray(value)) return { op: 'list', items: value.map((item: TreeValue) => asTree(item)) };
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { op: 'value', value };
  return { op: 'ref', path: ['answers', ''] };
}
