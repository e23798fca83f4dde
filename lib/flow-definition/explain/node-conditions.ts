import type { CompiledDefinition } from '../compiled';
import { referencePaths } from '../conditions/analyse';
import type { Tree } from '../conditions/tree';
import { fieldsOf, isForm, stepsOf } from '../nodes';

/** What decides whether a node exists. */
export type NodeConditions = Readonly<{
  /** For each node its own conditions, last, and those of everything around it, before. */
  around: ReadonlyMap<string, readonly Tree[]>;
  /** For each section, task and step the conditions of every question in it: without a question it is not there. */
  within: ReadonlyMap<string, readonly (readonly Tree[])[]>;
}>;

const known = new WeakMap<CompiledDefinition, NodeConditions>();

/** For every section, task, step and field the conditions under which it exists. Worked out once for a definition. */
export function nodeConditions(compiled: CompiledDefinition): NodeConditions {
  const found = known.get(compiled) ?? collect(compiled);
  known.set(compiled, found);
  return found;
}

/** The fields that a tree looks at. */
export const fieldsIn = (tree: Tree): readonly string[] => [
  ...new Set(referencePaths(tree).flatMap(([root, id]) => (root === 'answers' && id !== undefined ? [id] : []))),
];

function collect(compiled: CompiledDefinition): NodeConditions {
  const around = new Map<string, readonly Tree[]>();
  const within = new Map<string, (readonly Tree[])[]>();
  const treesOf = (...sources: readonly (string | undefined)[]): readonly Tree[] =>
    sources.flatMap((source) => {
      const tree = source === undefined || !Object.hasOwn(compiled.trees, source) ? undefined : compiled.trees[source];
      return tree === undefined ? [] : [tree];
    });
  const put = (id: string, trees: readonly Tree[]) => within.set(id, [...(within.get(id) ?? []), trees]);
  for (const { section, task, step } of stepsOf(compiled.definition)) {
    around.set(section.id, treesOf(section.when));
    around.set(task.id, treesOf(section.when, task.when));
    around.set(step.id, treesOf(section.when, task.when, step.when));
    const questions = isForm(step) ? step.fields.map(({ visible }) => treesOf(visible)) : [];
    // A page without any question is there for its own sake.
    for (const own of questions.length > 0 ? questions : [[]]) {
      put(step.id, own);
      put(task.id, [...treesOf(step.when), ...own]);
      put(section.id, [...treesOf(task.when, step.when), ...own]);
    }
  }
  for (const { field, step, place } of fieldsOf(compiled.definition)) {
    const above = [place.section.when, place.task.when, step.when, field.visible];
    around.set(field.id, treesOf(...above));
    for (const inner of field.fields ?? []) around.set(inner.id, treesOf(...above, inner.visible));
  }
  return { around, within };
}
