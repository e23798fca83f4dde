import type { JsonSchema7, UISchemaElement } from '@jsonforms/core';
import { JsonForms } from '@jsonforms/react';
import { vanillaCells, vanillaRenderers } from '@jsonforms/vanilla-renderers';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { WorkField } from '../workload';
import { asked, isShown, present, valueOf } from './bench-page';

/** The workload in JSON Forms: groups of controls, each conditional one with a rule over all that it hangs on. */
const work = asked();
const fields = new Map(work.sections.flatMap((section) => section.fields).map((field) => [field.id, field]));
const schema: JsonSchema7 = {
  type: 'object',
  required: [...fields.values()].filter(({ required }) => required).map(({ id }) => id),
  properties: Object.fromEntries([...fields.values()].map((field) => [field.id, property(field)])),
};
const uischema = {
  type: 'VerticalLayout',
  elements: work.sections.map(({ title, fields: own }) => ({
    type: 'Group',
    label: title,
    elements: own.map(control),
  })),
} as UISchemaElement;
const initial = Object.fromEntries(
  [...fields.values()].flatMap(({ id, initial: value }) => (value === undefined ? [] : [[id, value]])),
);

const Page = () => {
  const [data, setData] = useState<Record<string, unknown>>(initial);
  return (
    <JsonForms
      {...{ schema, uischema, data }}
      renderers={vanillaRenderers}
      cells={vanillaCells}
      onChange={({ data: next }) => setData(next as Record<string, unknown>)}
    />
  );
};
createRoot(document.body.appendChild(document.createElement('main'))).render(<Page />);
const found = (id: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[id="#/properties/${id}"] :is(input, select)`);
present({ find: found, isVisible: (id) => isShown(found(id)), value: (id) => valueOf(found(id)) });

function property(field: WorkField): JsonSchema7 {
  if (field.type === 'boolean') return { type: 'boolean', title: field.label };
  if (field.type === 'number') return { type: 'number', title: field.label, minimum: 0, maximum: 1_000_000 };
  if (field.type === 'select') return { type: 'string', title: field.label, enum: [...field.options] };
  return { type: 'string', title: field.label, ...(field.maxLength !== undefined && { maxLength: field.maxLength }) };
}

/** A hidden control keeps its value here, so the rule names everything up the chain. */
function control(field: WorkField): object {
  const tests = testsUpTheChain(field);
  const conditions = tests.map(({ field: on, is, value }) => ({
    scope: `#/properties/${on}`,
    schema: is === 'equal' ? { const: value } : { not: { const: value } },
  }));
  const rule = { effect: 'SHOW', condition: { type: 'AND', conditions } };
  return { type: 'Control', scope: `#/properties/${field.id}`, ...(tests.length > 0 && { rule }) };
}

function testsUpTheChain({ showIf }: WorkField): WorkField['showIf'] {
  return showIf.flatMap((test) => {
    const on = fields.get(test.field);
    return [test, ...(on ? testsUpTheChain(on) : [])];
  });
}
