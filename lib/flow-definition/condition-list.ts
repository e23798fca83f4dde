import { actionsOf, fieldsOf, isForm, stepsOf } from './nodes';
import { referencesIn } from './references';
import type { Arguments, FieldDefinition, FlowDefinition } from './types';

/** One CEL source in a definition: where it stands, what it decides, and for which node. */
export type PlacedCondition = Readonly<{
  source: string;
  /** JSON path of the source. */
  path: string;
  /** The node it belongs to: a section, task, step, field or action. */
  nodeId: string;
  role: 'when' | 'visible' | 'required' | 'option' | 'derive' | 'phrase' | 'argument' | 'look';
  /** Fields asked before this place, counted in document order: it may only look at those. */
  asked: number;
  /** For the fields of an item: the earlier fields of the same item, which it may look at as well. */
  beside?: readonly string[];
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
    beside?: readonly string[],
  ) => {
    if (typeof source === 'string') found.push({ source, path, nodeId, role, asked, ...(beside && { beside }) });
  };
  const addField = (field: FieldDefinition, path: string, asked: number, beside?: readonly string[]) => {
    add(field.visible, `${path}.visible`, field.id, 'visible', asked, beside);
    add(field.required, `${path}.required`, field.id, 'required', asked, beside);
    add(field.derive, `${path}.derive`, field.id, 'derive', asked, beside);
    field.options?.forEach((option, i) =>
      add(option.when, `${path}.options[${i}].when`, field.id, 'option', asked, beside),
    );
    for (const source of referencesIn(field.phrase ?? '')) {
      add(source, `${path}.phrase`, field.id, 'phrase', asked, beside);
    }
    field.fields?.forEach((inner, i, all) =>
      addField(
        inner,
        `${path}.fields[${i}]`,
        asked,
        all.slice(0, i).map(({ id }) => id),
      ),
    );
  };
  const addText = (
    text: string,
    path: string,
    nodeId: string,
    asked: number,
    role: PlacedCondition['role'] = 'argument',
  ) => {
    for (const source of referencesIn(text)) add(source, path, nodeId, role, asked);
  };
  const addArguments = (
    given: Arguments,
    path: string,
    nodeId: string,
    asked: number,
    role: PlacedCondition['role'] = 'argument',
  ) => {
    for (const [name, value] of Object.entries(given))
      if (typeof value === 'string') addText(value, `${path}.with.${name}`, nodeId, asked, role);
  };
  const fields = fieldsOf(definition);
  const seen = new Set<string>();
  let asked = 0;
  for (const { section, sectionPath, task, taskPath, step, path } of stepsOf(definition)) {
    if (!seen.has(sectionPath)) add(section.when, `${sectionPath}.when`, section.id, 'when', asked);
    if (!seen.has(taskPath)) add(task.when, `${taskPath}.when`, task.id, 'when', asked);
    seen.add(sectionPath).add(taskPath);
    add(step.when, `${path}.when`, step.id, 'when', asked);
    if (step.kind === 'credential' || step.kind === 'connect') {
      addArguments(step.with, path, step.id, asked, 'look');
      if (step.kind === 'credential') addText(step.storeName, `${path}.storeName`, step.id, asked, 'look');
    }
    if (step.kind === 'verify') {
      step.checks.forEach((item, i) => {
        if (item.by === 'check') addArguments(item.with, `${path}.checks[${i}]`, step.id, fields.length);
      });
    }
    if (isForm(step)) asked += step.fields.length;
  }
  fields.forEach(({ field, path }, index) => addField(field, path, index));
  for (const { action, path } of actionsOf(definition)) {
    add(action.when, `${path}.when`, action.id, 'when', fields.length);
    for (const [name, value] of Object.entries(action.with)) {
      if (typeof value !== 'string') continue;
      for (const source of referencesIn(value))
        add(source, `${path}.with.${name}`, action.id, 'argument', fields.length);
    }
  }
  definition.diagnostics?.forEach(({ id, probes }, d) =>
    probes.forEach((probe, i) => addArguments(probe.with, `diagnostics[${d}].probes[${i}]`, id, fields.length)),
  );
  definition.commands?.forEach(({ id, variants }, c) =>
    variants.forEach((variant, i) => {
      const path = `commands[${c}].variants[${i}]`;
      add(variant.when, `${path}.when`, id, 'when', fields.length);
      addText(variant.text, `${path}.text`, id, fields.length);
    }),
  );
  definition.offboarding?.forEach(({ id, phrase }, i) =>
    addText(phrase ?? '', `offboarding[${i}].phrase`, id, fields.length),
  );
  return found;
}
