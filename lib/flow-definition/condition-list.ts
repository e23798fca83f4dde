import { actionsOf, fieldsOf, isForm, stepsOf } from './nodes';
import { referencesIn } from './references';
import type { FlowDefinition } from './types';

/** One CEL source in a definition: where it stands, what it decides, and for which node. */
export type PlacedCondition = Readonly<{
  source: string;
  /** JSON path of the source. */
  path: string;
  /** The node it belongs to: a section, task, step, field or action. */
  nodeId: string;
  role: 'when' | 'visible' | 'required' | 'option' | 'argument';
  /** Fields asked before this place, counted in document order: it may only look at those. */
  asked: number;
}>;

/** Every condition and every `${…}` reference of a definition, in document order. */
export function conditionsOf(definition: FlowDefinition): readonly PlacedCondition[] {
  const found: PlacedCondition[] = [];
  const add = (
    source: string | boolean | undefined,
    path: string,
    nodeId: string,
    role: PlacedCondition['role'],
    asked: number,
  ) => {
    if (typeof source === 'string') found.push({ source, path, nodeId, role, asked });
  };
  const fields = fieldsOf(definition);
  const seen = new Set<string>();
  let asked = 0;
  for (const { section, sectionPath, task, taskPath, step, path } of stepsOf(definition)) {
    if (!seen.has(sectionPath)) add(section.when, `${sectionPath}.when`, section.id, 'when', asked);
    if (!seen.has(taskPath)) add(task.when, `${taskPath}.when`, task.id, 'when', asked);
    seen.add(sectionPath).add(taskPath);
    add(step.when, `${path}.when`, step.id, 'when', asked);
    if (isForm(step)) asked += step.fields.length;
  }
  fields.forEach(({ field, path }, index) => {
    add(field.visible, `${path}.visible`, field.id, 'visible', index);
    add(field.required, `${path}.required`, field.id, 'required', index);
    field.options?.forEach((option, i) => add(option.when, `${path}.options[${i}].when`, field.id, 'option', index));
  });
  for (const { action, path } of actionsOf(definition)) {
    add(action.when, `${path}.when`, action.id, 'when', fields.length);
    for (const [name, value] of Object.entries(action.with)) {
      if (typeof value !== 'string') continue;
      for (const source of referencesIn(value))
        add(source, `${path}.with.${name}`, action.id, 'argument', fields.length);
    }
  }
  return found;
}
