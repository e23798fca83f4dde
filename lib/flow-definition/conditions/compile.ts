import { Environment } from '@marcbachmann/cel-js';

import type { FlowDefinition } from '../types';
import { fieldsOf, actionsOf } from '../nodes';
import { celTypeOf } from './cel-types';
import { referencePaths } from './analyse';
import { pathKey, type ReferencePath, type Tree } from './tree';

/** Why a condition is refused: a code, what it is about, and where in the source. */
export type ConditionIssue = Readonly<{ code: string; args: Readonly<Record<string, string | number | boolean>> }>;
export type CompiledCondition =
  Readonly<{ ok: true; tree: Tree; type: string }> | Readonly<{ ok: false; issue: ConditionIssue }>;
export type ConditionCompiler = (source: string) => CompiledCondition;

/** What conditions may ask about the customer and the flow; every one of them is text. */
export const customerFacts = ['id', 'name', 'slug', 'region', 'country', 'locale', 'status'] as const;
export const flowFacts = ['id', 'key', 'version', 'locale', 'startedOn', 'owner', 'defaultProject'] as const;

/**
 * Makes a compiler for the conditions of one definition: every field is declared with its type, then a source is
 * parsed, type-checked by CEL and reduced to the small tree that the product evaluates. Whatever that tree cannot
 * express is refused (`condition_unsupported`), so a published condition always means the same on both sides.
 */
export function conditionCompiler(definition: FlowDefinition): ConditionCompiler {
  const environment = declare(definition);
  return (source) => {
    if (source.length > 2000) return refused('condition_too_long', { max: 2000 });
    try {
      const parsed = environment.parse(source);
      const tree = convert(parsed.ast as unknown as CelNode);
      const checked = parsed.check();
      if (!checked.valid) return refused(...explain(checked.error));
      // cel-js does not look up the name inside has(), so a misspelt one would just never be there.
      const unknown = referencePaths(tree).find((path) => !environment.check(pathKey(path)).valid);
      if (unknown !== undefined) return refused('condition_unknown_name', { reason: pathKey(unknown), at: 0 });
      return { ok: true, tree, type: String(checked.type) };
    } catch (error) {
      return error instanceof Unsupported
        ? refused('condition_unsupported', { what: error.message })
        : refused(...explain(error));
    }
  };
}

type CelNode = { op: string; args: unknown };
class Unsupported extends Error {}

const refused = (code: string, args: ConditionIssue['args']): CompiledCondition => ({
  ok: false,
  issue: { code, args },
});

function declare(definition: FlowDefinition): Environment {
  const fields = fieldsOf(definition).flatMap(({ field }) => [field, ...(field.fields ?? [])]);
  const answers = Object.fromEntries(fields.map(({ id, type }) => [id, celTypeOf(type)]));
  const texts = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'string']));
  const environment = new Environment({ limits: { maxAstNodes: 400, maxDepth: 40 } })
    .registerVariable('today', 'string')
    .registerVariable({ name: 'customer', schema: texts(customerFacts) })
    .registerVariable({ name: 'flow', schema: texts(flowFacts) })
    .registerVariable({ name: 'answers', schema: answers });
  const outputs = actionsOf(definition).map(({ action }) => [
    action.id,
    Object.fromEntries(
      Object.entries(action.produces ?? {}).map(([name, type]) => [name, outputTypes[type] ?? 'string']),
    ),
  ]);
  return environment.registerVariable({ name: 'actions', schema: Object.fromEntries(outputs) });
}

const outputTypes: Readonly<Record<string, string>> = {
  string: 'string',
  secret: 'string',
  boolean: 'bool',
  stringList: 'list<string>',
};

function explain(error: unknown): [string, ConditionIssue['args']] {
  const details = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: string;
    summary?: string;
    range?: { start: number; end: number };
  };
  const args = { reason: String(details.summary ?? '').slice(0, 200), at: details.range?.start ?? 0 };
  if (details.code === 'no_such_key' || details.code === 'unknown_variable') return ['condition_unknown_name', args];
  if (details.code === 'no_such_overload' || details.code === 'no_matching_overload') return ['condition_types', args];
  return ['condition_invalid', args];
}

const binary = new Set(['&&', '||', '==', '!=', '<', '<=', '>', '>=', 'in', '+', '-', '*']);

/** Reduces cel-js's syntax tree to ours. Throws Unsupported for everything outside the small language. */
function convert(node: CelNode): Tree {
  const args = Array.isArray(node.args) ? (node.args as unknown[]) : [node.args];
  if (node.op === 'value') return { op: 'value', value: literal(node.args) };
  if (node.op === 'id' || node.op === '.') return { op: 'ref', path: pathOf(node) };
  if (node.op === 'list') return { op: 'list', items: (args as CelNode[]).map(convert) };
  if (node.op === '!_') return { op: 'not', of: convert(node.args as CelNode) };
  if (node.op === '-_') return { op: 'negative', of: convert(node.args as CelNode) };
  if (node.op === '?:') {
    const [test, then, otherwise] = args as [CelNode, CelNode, CelNode];
    return { op: 'if', test: convert(test), then: convert(then), else: convert(otherwise) };
  }
  if (node.op === 'call') return convertCall(args);
  if (!binary.has(node.op)) throw new Unsupported(node.op);
  const [left, right] = args as [CelNode, CelNode];
  // Whole numbers are another type in CEL, with overflow and division of their own: counting is all they are needed for.
  if (['+', '-', '*'].includes(node.op) && (isWhole(left) || isWhole(right))) throw new Unsupported(node.op);
  return { op: node.op as '&&', left: convert(left), right: convert(right) };
}

function convertCall(args: unknown[]): Tree {
  const [name, parameters] = args as [string, CelNode[]];
  const [only] = parameters;
  if (only === undefined || parameters.length !== 1) throw new Unsupported(`${name}()`);
  if (name === 'has') return { op: 'has', path: pathOf(only) };
  if (name === 'size') return { op: 'size', of: convert(only) };
  throw new Unsupported(`${name}()`);
}

function pathOf(node: CelNode): ReferencePath {
  const names: string[] = [];
  let here = node;
  while (here.op === '.') {
    const [parent, name] = here.args as [CelNode, string];
    names.unshift(name);
    here = parent;
  }
  const root = here.op === 'id' ? String(here.args) : '';
  // An answer may have members of its own: the parts of an address.
  const depths = { today: [0], answers: [1, 2], customer: [1], flow: [1], actions: [2] }[root];
  if (depths === undefined) throw new Unsupported(root === '' ? here.op : root);
  if (!depths.includes(names.length)) throw new Unsupported([root, ...names].join('.'));
  return [root as 'answers', ...names];
}

function literal(value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  throw new Unsupported(String(value));
}

function isWhole(node: CelNode): boolean {
  if (node.op === 'value') return typeof node.args === 'bigint';
  if (node.op === '-_') return isWhole(node.args as CelNode);
  if (node.op === 'call') return Array.isArray(node.args) && node.args[0] === 'size';
  if (node.op === '?:') return Array.isArray(node.args) && isWhole(node.args[1] as CelNode);
  return false;
}
