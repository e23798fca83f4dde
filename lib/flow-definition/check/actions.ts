import type { ActionCatalogue } from '../action-kinds';
import type { CompiledDefinition } from '../compiled';
import { falseWhenAbsent, referencePaths, unguarded, visit } from '../conditions/analyse';
import { pathKey, type Tree } from '../conditions/tree';
import { actionsOf, stepsOf, type PlacedAction } from '../nodes';
import { referencesIn, wholeReference } from '../references';
import type { Finding } from '../types';
import { error } from './finding';
import { presentAtTheEnd } from './presence';

/** Every action is of a known kind, gets the arguments of that kind, and no secret reaches where it could be read. */
export function checkActions(compiled: CompiledDefinition, catalogue: ActionCatalogue): readonly Finding[] {
  const actions = actionsOf(compiled.definition);
  return [
    ...actions.flatMap((placed) => [
      ...checkKind(placed, catalogue),
      ...checkNeeds(placed, actions),
      ...checkPolicy(placed, actions),
      ...checkArguments(compiled, placed, actions, catalogue),
    ]),
    ...checkReveals(compiled),
  ];
}

function checkKind({ action, path }: PlacedAction, catalogue: ActionCatalogue): readonly Finding[] {
  const kind = own(catalogue, action.uses);
  if (kind === undefined) return [error('action_unknown', `${path}.uses`, { kind: action.uses })];
  const missing = Object.entries(kind.arguments)
    .filter(([name, { required }]) => required && !Object.hasOwn(action.with, name))
    .map(([name]) => error('argument_missing', `${path}.with`, { name, kind: action.uses }));
  const unknown = Object.keys(action.with)
    .filter((name) => !Object.hasOwn(kind.arguments, name))
    .map((name) => error('argument_unknown', `${path}.with.${name}`, { name, kind: action.uses }));
  return [...missing, ...unknown];
}

function checkNeeds({ action, path }: PlacedAction, actions: readonly PlacedAction[]): readonly Finding[] {
  const index = actions.findIndex((other) => other.action.id === action.id);
  return (action.needs ?? []).flatMap((id, i) => {
    const needed = actions.findIndex((other) => other.action.id === id);
    if (needed < 0) return [error('need_unknown', `${path}.needs[${i}]`, { id })];
    return needed < index ? [] : [error('need_later', `${path}.needs[${i}]`, { id })];
  });
}

function checkPolicy({ action, path }: PlacedAction, actions: readonly PlacedAction[]): readonly Finding[] {
  if (typeof action.onLaterFailure === 'string') return [];
  return Object.keys(action.onLaterFailure)
    .filter((id) => id !== 'default' && !actions.some((other) => other.action.id === id))
    .map((id) => error('need_unknown', `${path}.onLaterFailure.${id}`, { id }));
}

function checkArguments(
  compiled: CompiledDefinition,
  { action, path }: PlacedAction,
  actions: readonly PlacedAction[],
  catalogue: ActionCatalogue,
): readonly Finding[] {
  const when = action.when === undefined ? undefined : own(compiled.trees, action.when);
  const present = new Set([
    'today',
    'customer.id',
    'customer.name',
    'flow.id',
    'flow.key',
    'flow.version',
    ...presentAtTheEnd(compiled.definition),
    ...(when === undefined ? [] : falseWhenAbsent(when)),
  ]);
  const needed = closure(action.id, actions);
  return Object.entries(action.with).flatMap(([name, value]) => {
    if (typeof value !== 'string') return [];
    const place = `${path}.with.${name}`;
    const isSecretArgument = own(own(catalogue, action.uses)?.arguments ?? {}, name)?.secret === true;
    return referencesIn(value).flatMap((source) => {
      const tree = own(compiled.trees, source);
      if (tree === undefined) return [];
      const isWhole = wholeReference(value) === source && tree.op === 'ref';
      return [
        ...secretsRead(compiled, tree)
          .filter(() => !isWhole || !isSecretArgument)
          .map((secret) => error('secret_leak', place, { name: secret, argument: name })),
        ...[...unguarded(tree)]
          .filter((key) => !key.startsWith('actions.') && !present.has(key))
          .map((key) => error('reference_maybe_absent', place, { name: key })),
        ...referencePaths(tree)
          .filter(([root, id]) => root === 'actions' && id !== undefined && !needed.has(id))
          .map((reference) => error('output_not_needed', place, { name: pathKey(reference) })),
      ];
    });
  });
}

/** The actions that surely ran before: the needs, and what those need. One that may fail alone is not sure. */
function closure(id: string, actions: readonly PlacedAction[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visitNeeds = (current: string) => {
    const action = actions.find((other) => other.action.id === current)?.action;
    for (const need of action?.needs ?? []) {
      const needed = actions.find((other) => other.action.id === need)?.action;
      if (needed === undefined || found.has(need) || needed.nonBlocking === true || needed.when !== undefined) continue;
      found.add(need);
      visitNeeds(need);
    }
  };
  visitNeeds(id);
  return found;
}

function secretsRead(compiled: CompiledDefinition, tree: Tree): readonly string[] {
  const read = new Set<string>();
  visit(tree, (node) => {
    if (node.op === 'ref' && compiled.secrets.includes(pathKey(node.path))) read.add(pathKey(node.path));
  });
  return [...read];
}

function checkReveals(compiled: CompiledDefinition): readonly Finding[] {
  return stepsOf(compiled.definition).flatMap(({ step, path }) =>
    step.kind === 'reveal' && !compiled.secrets.includes(`actions.${step.what}`)
      ? [error('reveal_unknown', `${path}.what`, { what: step.what })]
      : [],
  );
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
