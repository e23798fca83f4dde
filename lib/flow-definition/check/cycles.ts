import type { CompiledDefinition } from '../compiled';
import { conditionsOf } from '../condition-list';
import { referencePaths } from '../conditions/analyse';
import { fieldsOf, stepsOf } from '../nodes';
import type { Finding } from '../types';
import { error } from './finding';

/** Neither conditions nor tasks may wait for each other in a circle. */
export function checkCycles(compiled: CompiledDefinition): readonly Finding[] {
  const { definition } = compiled;
  const fields = fieldsOf(definition);
  const places = new Map(fields.map(({ field, path }) => [field.id, path]));
  const conditional = findCycles(fieldGraph(compiled)).map((cycle) =>
    error('condition_cycle', places.get(cycle[0] ?? '') ?? 'sections', { cycle: cycle.join(' → ') }),
  );
  const tasks = new Map(stepsOf(definition).map(({ task, taskPath }) => [task.id, { task, taskPath }]));
  const waiting = new Map([...tasks].map(([id, { task }]) => [id, task.dependsOn ?? []]));
  const circular = findCycles(waiting).map((cycle) =>
    error('task_cycle', `${tasks.get(cycle[0] ?? '')?.taskPath ?? 'sections'}.dependsOn`, { cycle: cycle.join(' → ') }),
  );
  const unknown = [...tasks.values()].flatMap(({ task, taskPath }) =>
    (task.dependsOn ?? [])
      .map((id, index) => ({ id, index }))
      .filter(({ id }) => !tasks.has(id))
      .map(({ id, index }) => error('task_unknown', `${taskPath}.dependsOn[${index}]`, { id })),
  );
  return [...conditional, ...circular, ...unknown];
}

/** Field → fields that decide whether it exists, through its own condition and those of everything around it. */
function fieldGraph(compiled: CompiledDefinition): ReadonlyMap<string, readonly string[]> {
  const seenBy = new Map<string, string[]>();
  for (const { nodeId, source } of conditionsOf(compiled.definition)) {
    const tree = Object.hasOwn(compiled.trees, source) ? compiled.trees[source] : undefined;
    const names =
      tree === undefined ? [] : referencePaths(tree).flatMap(([root, id]) => (root === 'answers' && id ? [id] : []));
    seenBy.set(nodeId, [...(seenBy.get(nodeId) ?? []), ...names]);
  }
  return new Map(
    fieldsOf(compiled.definition).map(({ field, step, place }) => [
      field.id,
      [field.id, step.id, place.task.id, place.section.id].flatMap((id) => seenBy.get(id) ?? []),
    ]),
  );
}

/** One circle for each group of nodes that reach each other. */
function findCycles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  const follow = (node: string, trail: readonly string[]) => {
    const at = trail.indexOf(node);
    if (at >= 0) {
      cycles.push([...trail.slice(at), node]);
      return;
    }
    if (done.has(node)) return;
    for (const next of new Set(graph.get(node) ?? [])) follow(next, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) follow(node, []);
  return cycles;
}
