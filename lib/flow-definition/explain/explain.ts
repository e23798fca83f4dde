import { asCompiled } from '../compile-definition';
import type { CompiledDefinition } from '../compiled';
import { holds, lookUp, type Scope } from '../conditions/evaluate';
import { pathKey, type ReferencePath, type Tree } from '../conditions/tree';
import type { AnswerValue, Answers, Facts, FlowDefinition } from '../types';
import { traverse, type Trace } from '../walk/traverse';
import { fieldsIn, nodeConditions } from './node-conditions';
import type { Reason, ReasonOperator, ReasonPart } from './reason';

/**
 * Says why a section, task, step or field is there, from the conditions on it and on everything around it. Only what
 * decided is named: of alternatives those that hold, of a guarded comparison the comparison alone. Null when the node
 * does not exist now. Pure, and without words.
 */
export function explain(
  flow: FlowDefinition | CompiledDefinition,
  nodeId: string,
  answers: Answers,
  facts: Facts,
): Reason | null {
  const compiled = asCompiled(flow);
  const trace = traverse(compiled, answers, facts);
  if (!exists(trace, nodeId)) return null;
  const { around, within } = nodeConditions(compiled);
  const parts = (around.get(nodeId) ?? []).map((tree) => reasonOf(tree, true, trace.scope));
  // A page on which every question is conditional is there because of those that are asked.
  const inner = (within.get(nodeId) ?? []).map((trees) => whole(trees, trace.scope));
  const hasReason = inner.length > 0 && inner.every((each) => each !== null);
  const met = (within.get(nodeId) ?? []).filter((trees) => trees.every((tree) => holds(tree, trace.scope)));
  const asked = hasReason
    ? join(
        'any',
        met.map((trees) => whole(trees, trace.scope)),
      )
    : null;
  const reason = join('all', [...parts, asked]);
  return reason === null ? { kind: 'always' } : { kind: 'because', of: reason };
}

const whole = (trees: readonly Tree[], scope: Scope): ReasonPart | null =>
  join(
    'all',
    trees.map((tree) => reasonOf(tree, true, scope)),
  );

function exists(trace: Trace, id: string): boolean {
  return trace.sections.some(
    ({ section, tasks }) =>
      section.id === id ||
      tasks.some(
        ({ task, steps }) =>
          task.id === id ||
          steps.some(({ step, fields }) => step.id === id || fields.some(({ field }) => field.id === id)),
      ),
  );
}

/** What made a tree come out as it did: `wanted` is its outcome. Null when nothing that anybody could change did. */
function reasonOf(tree: Tree, wanted: boolean, scope: Scope): ReasonPart | null {
  switch (tree.op) {
    case 'value':
      return null;
    case 'not':
      return reasonOf(tree.of, !wanted, scope);
    case '&&':
    case '||':
      return reasonOfBoth(tree.op, [tree.left, tree.right], wanted, scope);
    case 'if': {
      const took = holds(tree.test, scope);
      const branch = reasonOf(took ? tree.then : tree.else, wanted, scope);
      return join('all', [reasonOf(tree.test, took, scope), branch]);
    }
    case 'ref':
      return compared(tree.path, wanted ? 'is' : 'isNot', [true], scope);
    case 'has':
      return compared(tree.path, wanted ? 'isGiven' : 'isNotGiven', [], scope);
    default:
      return 'left' in tree ? reasonOfComparison(tree, wanted, scope) : involved(tree);
  }
}

type Logical = Readonly<{ op: '&&' | '||' }>;

function reasonOfBoth(op: Logical['op'], both: readonly Tree[], wanted: boolean, scope: Scope) {
  const needsBoth = (op === '&&') === wanted;
  // One side decided alone: whichever came out as the whole did.
  const deciding = needsBoth ? both : both.filter((side) => holds(side, scope) === wanted);
  return join(
    needsBoth ? 'all' : 'any',
    deciding.map((side) => reasonOf(side, wanted, scope)),
  );
}

type Binary = Extract<Tree, Readonly<{ left: Tree }>>;

/** Each operator with the one that says the opposite, and the one that says the same from the other side. */
const operators: Readonly<
  Record<string, Readonly<{ said: ReasonOperator; opposite: ReasonOperator; turned: string }>>
> = {
  '==': { said: 'is', opposite: 'isNot', turned: '==' },
  '!=': { said: 'isNot', opposite: 'is', turned: '!=' },
  '<': { said: 'lessThan', opposite: 'atLeast', turned: '>' },
  '<=': { said: 'atMost', opposite: 'moreThan', turned: '>=' },
  '>': { said: 'moreThan', opposite: 'atMost', turned: '<' },
  '>=': { said: 'atLeast', opposite: 'lessThan', turned: '<=' },
};

function reasonOfComparison(tree: Binary, wanted: boolean, scope: Scope): ReasonPart | null {
  const { left, right } = tree;
  if (tree.op === 'in') return reasonOfMembership(left, right, wanted, scope) ?? involved(tree);
  const operator = operators[tree.op];
  if (operator === undefined) return involved(tree);
  const turned = isConstant(left);
  const [side, constant] = turned ? [right, left] : [left, right];
  const { said, opposite } = turned ? (operators[operator.turned] ?? operator) : operator;
  const values = constantsOf(constant);
  const counted = side.op === 'size';
  const subject = counted ? side.of : side;
  if (values === null || subject.op !== 'ref') return involved(tree);
  const part = compared(subject.path, wanted ? said : opposite, values, scope);
  return counted && (part.kind === 'answer' || part.kind === 'fact') ? { ...part, counted: true } : part;
}

function reasonOfMembership(left: Tree, right: Tree, wanted: boolean, scope: Scope): ReasonPart | null {
  if (right.op === 'ref') {
    const values = constantsOf(left);
    return values === null ? null : compared(right.path, wanted ? 'includes' : 'excludes', values, scope);
  }
  const values = constantsOf(right);
  if (left.op !== 'ref' || values === null) return null;
  return compared(left.path, wanted ? 'isOneOf' : 'isNoneOf', values, scope);
}

const isConstant = (tree: Tree): boolean => constantsOf(tree) !== null;

function constantsOf(tree: Tree): readonly (string | number | boolean)[] | null {
  if (tree.op === 'value') return [tree.value];
  if (tree.op === 'negative') {
    const [value] = constantsOf(tree.of) ?? [];
    return typeof value === 'number' ? [-value] : null;
  }
  if (tree.op !== 'list') return null;
  const items = tree.items.map(constantsOf);
  return items.every((item) => item !== null) ? items.flat() : null;
}

function compared(
  path: ReferencePath,
  operator: ReasonOperator,
  values: readonly (string | number | boolean)[],
  scope: Scope,
): ReasonPart {
  const [root, id, member] = path;
  if (root !== 'answers' || id === undefined) {
    const value = lookUp(path, scope);
    return { kind: 'fact', name: pathKey(path), operator, values, ...(typeof value === 'string' && { value }) };
  }
  const answer: AnswerValue | undefined = Object.hasOwn(scope.answers, id) ? scope.answers[id] : undefined;
  return {
    kind: 'answer',
    fieldId: id,
    operator,
    values,
    ...(member !== undefined && { member }),
    ...(answer !== undefined && { answer }),
  };
}

function involved(tree: Tree): ReasonPart | null {
  const fieldIds = fieldsIn(tree);
  return fieldIds.length === 0 ? null : { kind: 'answers', fieldIds };
}

/** Puts parts together: flat, each once, and presence left out where the same answer is compared anyway. */
function join(kind: 'all' | 'any', parts: readonly (ReasonPart | null)[]): ReasonPart | null {
  const flat = parts.flatMap((part) => (part === null ? [] : part.kind === kind ? part.parts : [part]));
  const unique = [...new Map(flat.map((part) => [JSON.stringify(part), part])).values()];
  const saidMore = new Set(unique.filter((part) => !isPresence(part)).flatMap(fieldsOfPart));
  const telling = unique.filter((part) => !(isPresence(part) && fieldsOfPart(part).every((id) => saidMore.has(id))));
  const [only] = telling;
  if (only === undefined) return null;
  return telling.length === 1 ? only : { kind, parts: telling };
}

const isPresence = (part: ReasonPart): boolean => 'operator' in part && part.operator === 'isGiven';

function fieldsOfPart(part: ReasonPart): readonly string[] {
  if (part.kind === 'answer') return [part.fieldId];
  if (part.kind === 'answers') return part.fieldIds;
  return part.kind === 'fact' ? [part.name] : part.parts.flatMap(fieldsOfPart);
}

/** The fields whose answers a reason names, each once. */
export const fieldsOfReason = (reason: Reason): readonly string[] =>
  reason.kind === 'always' ? [] : [...new Set(namedFields(reason.of))];

function namedFields(part: ReasonPart): readonly string[] {
  if (part.kind === 'fact') return [];
  return part.kind === 'all' || part.kind === 'any' ? part.parts.flatMap(namedFields) : fieldsOfPart(part);
}
