import Form from '@rjsf/core';
import type { RJSFSchema } from '@rjsf/utils';
import validator from '@rjsf/validator-ajv8';
import { createRoot } from 'react-dom/client';
import type { WorkField } from '../workload';
import { asked, isShown, present, valueOf } from './bench-page';

/** The workload in React JSON Schema Form: one object, each conditional question by `if` and `then`. */
const work = asked();
const fields = work.sections.flatMap((section) => section.fields);
const always = fields.filter(({ showIf }) => showIf.length === 0);
const schema: RJSFSchema = {
  type: 'object',
  required: always.filter(({ required }) => required).map(({ id }) => id),
  properties: Object.fromEntries(always.map((field) => [field.id, property(field)])),
  allOf: fields
    .filter(({ showIf }) => showIf.length > 0)
    .map((field) => ({ if: test(field), then: { properties: { [field.id]: property(field) } } })),
};
createRoot(document.body.appendChild(document.createElement('main'))).render(
  <Form schema={schema} validator={validator} />,
);
const control = (id: string): HTMLElement | null => document.getElementById(`root_${id}`);
present({ find: control, isVisible: (id) => isShown(control(id)), value: (id) => valueOf(control(id)) });

function property(field: WorkField): RJSFSchema {
  const shared = { title: field.label, ...(field.initial !== undefined && { default: field.initial }) };
  if (field.type === 'boolean') return { ...shared, type: 'boolean' };
  if (field.type === 'number') return { ...shared, type: 'number', minimum: 0, maximum: 1_000_000 };
  if (field.type === 'select') return { ...shared, type: 'string', enum: [...field.options] };
  return { ...shared, type: 'string', maxLength: field.maxLength };
}

function test({ showIf }: WorkField): RJSFSchema {
  const equal = showIf.filter(({ is }) => is === 'equal');
  const unequal = showIf.filter(({ is }) => is === 'unequal');
  return {
    required: equal.map(({ field }) => field),
    properties: Object.fromEntries([
      ...equal.map(({ field, value }) => [field, { const: value }]),
      ...unequal.map(({ field, value }) => [field, { not: { const: value } }]),
    ]),
  };
}
