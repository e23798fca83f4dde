import type { CompiledDefinition } from '../compiled';
import { conditionsOf, type PlacedCondition } from '../condition-list';
import { falseWhenAbsent, referencePaths, unguarded, visit } from '../conditions/analyse';
import { celTypeOf } from '../conditions/cel-types';
import { conditionCompiler } from '../conditions/compile';
import { pathKey, type Tree } from '../conditions/tree';
import { nodeConditions } from '../explain/node-conditions';
import { fieldsOf } from '../nodes';
import type { FieldDefinition, Finding } from '../types';
import { isCalendarDate } from '../values/dates';
import { error } from './finding';
import { alwaysPresent, presentAtTheEnd } from './presence';

/** What is always known about a customer and a flow; anything else needs `has()`. */
const knownFacts = new Set(['today', 'customer.id', 'customer.name', 'flow.id', 'flow.key', 'flow.version']);

/** Every condition type-checks, looks only at what is asked before it, and never at what may be absent. */
export function checkConditions(compiled: CompiledDefinition): readonly Finding[] {
  const { definition } = compiled;
  const compile = conditionCompiler(definition);
  const fields = fieldsOf(definition).map(({ field }) => field);
  const all = fields.flatMap((field) => [field, ...(field.fields ?? [])]);
  const present = new Set([...knownFacts, ...alwaysPresent(definition)]);
  return conditionsOf(definition).flatMap((condition) => {
    const result = compile(condition.source);
    if (!result.ok) return [error(result.issue.code, condition.path, result.issue.args)];
    const literals = checkLiterals(result.tree, all, condition.path);
    if (condition.role === 'argument') return literals;
    // What is absent is left out of a look; what is asked later cannot be known to it.
    if (condition.role === 'look') return [...literals, ...checkOrder(condition, result.tree, fields)];
    const sound = [
      ...literals,
      ...checkOrder(condition, result.tree, fields),
      ...checkSecrets(compiled, condition, result.tree),
    ];
    if (condition.role === 'phrase') return [...sound, ...checkPhrase(compiled, condition, result.tree)];
    // A computed field whose sources are not there is not there either: nothing has to be guarded.
    if (condition.role === 'derive') return [...sound, ...checkDerivedType(condition, result.type, all)];
    return [
      ...(result.type === 'bool' ? [] : [error('condition_not_boolean', condition.path, { type: result.type })]),
      ...sound,
      ...[...unguarded(result.tree)]
        .filter((name) => !present.has(name) && !name.startsWith('actions.'))
        .map((name) => error('reference_maybe_absent', condition.path, { name })),
    ];
  });
}

/** What must be typed is known by then: everybody answers it, or the question is there only if it was answered. */
function checkPhrase(compiled: CompiledDefinition, { path, nodeId }: PlacedCondition, tree: Tree): readonly Finding[] {
  const known = new Set([...knownFacts, ...presentAtTheEnd(compiled.definition)]);
  const around = nodeConditions(compiled).around.get(nodeId) ?? [];
  for (const name of around.flatMap((condition) => [...falseWhenAbsent(condition)])) known.add(name);
  return [...unguarded(tree)]
    .filter((name) => !known.has(name))
    .map((name) => error('reference_maybe_absent', path, { name }));
}

/** What is computed has the type of the field that shows it. */
function checkDerivedType(
  { path, nodeId }: PlacedCondition,
  type: string,
  fields: readonly FieldDefinition[],
): readonly Finding[] {
  const field = fields.find(({ id }) => id === nodeId);
  const expected = field === undefined ? undefined : celTypeOf(field.type);
  return expected === type ? [] : [error('derived_type', path, { id: nodeId, type })];
}

function checkOrder(condition: PlacedCondition, tree: Tree, fields: readonly FieldDefinition[]): readonly Finding[] {
  const isAction = condition.asked === fields.length && condition.path.includes('.actions[');
  return referencePaths(tree).flatMap((path) => {
    const [root, name = ''] = path;
    if (root === 'actions' && !isAction)
      return [error('reference_not_allowed', condition.path, { name: pathKey(path) })];
    if (root !== 'answers') return [];
    if (condition.beside?.includes(name)) return [];
    if (fields.some((field) => field.fields?.some(({ id }) => id === name))) {
      return [error('reference_to_item', condition.path, { name })];
    }
    const index = fields.findIndex(({ id }) => id === name);
    return index >= condition.asked ? [error('reference_later', condition.path, { name })] : [];
  });
}

/** A secret may be asked for its presence and nothing else: a comparison would be an oracle. */
function checkSecrets(compiled: CompiledDefinition, condition: PlacedCondition, tree: Tree): readonly Finding[] {
  const read = new Set<string>();
  visit(tree, (node) => {
    if (node.op === 'ref' && compiled.secrets.includes(pathKey(node.path))) read.add(pathKey(node.path));
  });
  return [...read].map((name) => error('secret_in_condition', condition.path, { name }));
}

/** A choice is compared only with its options, a date only with days that exist. */
function checkLiterals(tree: Tree, fields: readonly FieldDefinition[], path: string): readonly Finding[] {
  const findings: Finding[] = [];
  visit(tree, (node) => {
    if (!('left' in node)) return;
    for (const [side, other] of [
      [node.left, node.right],
      [node.right, node.left],
    ] as const) {
      const field =
        side.op === 'ref' ? fields.find(({ id }) => side.path[1] === id && side.path[0] === 'answers') : undefined;
      if (field === undefined) continue;
      for (const text of textsOf(other)) {
        if (field.options !== undefined && !field.options.some(({ id }) => id === text)) {
          findings.push(error('option_unknown', path, { name: field.id, option: text }));
        }
        if (field.type === 'date' && !isCalendarDate(text)) {
          findings.push(error('date_literal', path, { name: field.id, text }));
        }
      }
    }
  });
  return findings;
}

function textsOf(tree: Tree): readonly string[] {
  if (tree.op === 'value') return typeof tree.value === 'string' ? [tree.value] : [];
  return tree.op === 'list' ? tree.items.flatMap(textsOf) : [];
}
