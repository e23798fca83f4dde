import { conditionCompiler } from './conditions/compile';
import { referencePaths } from './conditions/analyse';
import { pathKey, type Tree } from './conditions/tree';
import type { CompiledDefinition } from './compiled';
import { conditionsOf } from './condition-list';
import { actionsOf, fieldsOf } from './nodes';
import type { FlowDefinition } from './types';

const compiledByDefinition = new WeakMap<FlowDefinition, CompiledDefinition>();

/**
 * Compiles every condition and reference of a definition once; a second call with the same object is a look-up.
 * A source that does not compile has no tree and never holds: `check` reports it, and publishing refuses it.
 */
export function compileDefinition(definition: FlowDefinition): CompiledDefinition {
  const known = compiledByDefinition.get(definition);
  if (known !== undefined) return known;
  const compile = conditionCompiler(definition);
  const trees: Record<string, Tree> = Object.create(null) as Record<string, Tree>;
  const dependents = new Map<string, Set<string>>();
  for (const condition of conditionsOf(definition)) {
    const result = compile(condition.source);
    if (!result.ok) continue;
    trees[condition.source] = result.tree;
    for (const path of referencePaths(result.tree)) {
      const [root, name] = path;
      if (root !== 'answers' || name === undefined) continue;
      dependents.set(name, (dependents.get(name) ?? new Set()).add(condition.nodeId));
    }
  }
  const compiled: CompiledDefinition = {
    definition,
    trees: { ...trees },
    dependents: Object.fromEntries([...dependents].map(([id, nodes]) => [id, [...nodes]])),
    secrets: secretPaths(definition),
  };
  compiledByDefinition.set(definition, compiled);
  return compiled;
}

/** Accepts either strength, so that callers may keep whichever they hold. */
export const asCompiled = (flow: FlowDefinition | CompiledDefinition): CompiledDefinition =>
  'trees' in flow ? flow : compileDefinition(flow);

function secretPaths(definition: FlowDefinition): readonly string[] {
  const fields = fieldsOf(definition)
    .filter(({ field }) => field.type === 'secret' || field.class === 'secret')
    .map(({ field }) => pathKey(['answers', field.id]));
  const outputs = actionsOf(definition).flatMap(({ action }) =>
    Object.entries(action.produces ?? {})
      .filter(([, type]) => type === 'secret')
      .map(([name]) => pathKey(['actions', action.id, name])),
  );
  return [...fields, ...outputs];
}
