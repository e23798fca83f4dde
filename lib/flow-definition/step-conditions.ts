import { asCompiled } from './compile-definition';
import type { CompiledDefinition } from './compiled';
import { referencePaths } from './conditions/analyse';
import type { Tree } from './conditions/tree';
import type { StepConditions } from './live-fields';
import type { FlowDefinition, FormStep } from './types';

/** A condition that did not compile never holds, in the browser as on the server. */
const never: Tree = { op: 'value', value: false };

/** The conditions of one step for the browser: trees only, so that the page needs no parser. */
export function stepConditions(flow: FlowDefinition | CompiledDefinition, step: FormStep): StepConditions {
  const { trees } = asCompiled(flow);
  const treeOf = (source: string): Tree => (Object.hasOwn(trees, source) ? (trees[source] ?? never) : never);
  return {
    fields: step.fields.map((field) => ({
      id: field.id,
      required: typeof field.required === 'boolean' ? field.required : treeOf(field.required),
      ...(field.visible !== undefined && { visible: treeOf(field.visible) }),
      ...(field.options && {
        options: field.options.map(({ id, when }) => ({ id, ...(when !== undefined && { when: treeOf(when) }) })),
      }),
      ...(field.derive !== undefined && { derive: treeOf(field.derive) }),
      ...(field.default !== undefined && { default: field.default }),
    })),
  };
}

/** Ids of the answers that the conditions of a step look at: the only earlier answers a page needs to know. */
export function answersSeenBy(conditions: StepConditions): readonly string[] {
  const trees = conditions.fields.flatMap(({ visible, required, options, derive }) => [
    ...(visible ? [visible] : []),
    ...(derive ? [derive] : []),
    ...(typeof required === 'boolean' ? [] : [required]),
    ...(options ?? []).flatMap(({ when }) => (when ? [when] : [])),
  ]);
  const paths = trees.flatMap(referencePaths).filter(([root]) => root === 'answers');
  return [...new Set(paths.flatMap(([, id]) => (id === undefined ? [] : [id])))];
}
