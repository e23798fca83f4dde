import type { AnswerValue, SecretPresence } from '../types';
import type { ArithmeticOperator, ComparisonOperator, ReferencePath, Tree } from './tree';

/** What a tree evaluates to. */
export type TreeValue = string | number | boolean | SecretPresence | readonly TreeValue[];

/** Everything that a condition may see. What is hidden or unanswered is simply not in it. */
export type Scope = Readonly<{
  answers: Readonly<Record<string, AnswerValue>>;
  customer: Readonly<Record<string, string>>;
  flow: Readonly<Record<string, string>>;
  today: string;
  /** Outputs of earlier actions, for the arguments of later ones. */
  actions?: Readonly<Record<string, Readonly<Record<string, TreeValue>>>>;
}>;

/** The outcome where CEL raises an error: something that was looked at is absent, or has another type. */
export const undecided: unique symbol = Symbol('undecided');

/**
 * Evaluates a stored tree. It follows CEL: `false && undecided` is false on either side, `true || undecided` is true,
 * everything else that touches an absent value is `undecided`. Reads no clock and changes nothing.
 */
export function evaluate(tree: Tree, scope: Scope): TreeValue | typeof undecided {
  switch (tree.op) {
    case 'value':
      return tree.value;
    case 'ref':
      return lookUp(tree.path, scope) ?? undecided;
    case 'has':
      return lookUp(tree.path, scope) !== undefined;
    case 'list':
      return evaluateList(tree.items, scope);
    case 'not': {
      const value = evaluate(tree.of, scope);
      return typeof value === 'boolean' ? !value : undecided;
    }
    case 'negative': {
      const value = evaluate(tree.of, scope);
      return typeof value === 'number' ? -value : undecided;
    }
    case 'size':
      return sizeOf(evaluate(tree.of, scope));
    case 'if': {
      const test = evaluate(tree.test, scope);
      return typeof test === 'boolean' ? evaluate(test ? tree.then : tree.else, scope) : undecided;
    }
    case '&&':
      return combine(false, evaluate(tree.left, scope), () => evaluate(tree.right, scope));
    case '||':
      return combine(true, evaluate(tree.left, scope), () => evaluate(tree.right, scope));
    case '+':
    case '-':
    case '*':
      return calculate(tree.op, evaluate(tree.left, scope), evaluate(tree.right, scope));
    default:
      return compare(tree.op, evaluate(tree.left, scope), evaluate(tree.right, scope));
  }
}

/** True only when the condition is decided and true: an undecidable condition does not hold. */
export const holds = (tree: Tree, scope: Scope): boolean => evaluate(tree, scope) === true;

/** The value a path leads to, or undefined when it is absent. Own properties only, so no inherited name is ever found. */
export function lookUp(path: ReferencePath, scope: Scope): TreeValue | undefined {
  if (path[0] === 'today') return path.length === 1 ? scope.today : undefined;
  let here: unknown = scope[path[0]];
  for (const name of path.slice(1)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = Reflect.get(here, name);
  }
  return path.length === 1 ? undefined : (here as TreeValue | undefined);
}

function evaluateList(items: readonly Tree[], scope: Scope): TreeValue | typeof undecided {
  const values: TreeValue[] = [];
  for (const item of items) {
    const value = evaluate(item, scope);
    if (value === undecided) return undecided;
    values.push(value);
  }
  return values;
}

function sizeOf(value: TreeValue | typeof undecided): number | typeof undecided {
  if (typeof value === 'string') return [...value].length;
  return Array.isArray(value) ? value.length : undecided;
}

/** `&&` and `||`: the deciding value wins from either side, even over an undecided other side. */
function combine(
  decider: boolean,
  left: TreeValue | typeof undecided,
  right: () => TreeValue | typeof undecided,
): boolean | typeof undecided {
  if (left === decider) return decider;
  const other = right();
  if (other === decider) return decider;
  return left === !decider && other === !decider ? !decider : undecided;
}

function calculate(
  op: ArithmeticOperator,
  left: TreeValue | typeof undecided,
  right: TreeValue | typeof undecided,
): TreeValue | typeof undecided {
  if (typeof left === 'string' && typeof right === 'string') return op === '+' ? left + right : undecided;
  if (typeof left !== 'number' || typeof right !== 'number') return undecided;
  if (op === '+') return left + right;
  return op === '-' ? left - right : left * right;
}

function compare(
  op: ComparisonOperator,
  left: TreeValue | typeof undecided,
  right: TreeValue | typeof undecided,
): boolean | typeof undecided {
  if (left === undecided || right === undecided) return undecided;
  if (op === '==') return same(left, right);
  if (op === '!=') return !same(left, right);
  if (op === 'in') return Array.isArray(right) ? right.some((item) => same(item, left)) : undecided;
  if (typeof left === 'number' && typeof right === 'number') return ordered(op, left, right);
  if (typeof left === 'string' && typeof right === 'string') return ordered(op, left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return ordered(op, Number(left), Number(right));
  return undecided;
}

function ordered<T extends string | number>(op: '<' | '<=' | '>' | '>=', left: T, right: T): boolean {
  if (op === '<') return left < right;
  if (op === '<=') return left <= right;
  return op === '>' ? left > right : left >= right;
}

function same(left: TreeValue, right: TreeValue): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    const others: readonly TreeValue[] = right;
    return left.length === others.length && left.every((item, index) => sameAt(item, others[index]));
  }
  return left === right;
}

const sameAt = (left: TreeValue, right: TreeValue | undefined): boolean => right !== undefined && same(left, right);
