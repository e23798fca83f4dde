import type { Facts, FieldDefinition, FlowDefinition, FormStep, SectionDefinition, StepDefinition } from './types';

/** Small definitions for tests: a text in English only, and whatever fields, steps or sections the test is about. */
const text = (en: string) => ({ en });

/** A field with everything that it must have. */
export const sampleField = (
  field: Partial<FieldDefinition> & Pick<FieldDefinition, 'id' | 'type'>,
): FieldDefinition => ({
  label: text(field.id),
  required: false,
  class: field.type === 'secret' ? 'secret' : 'plain',
  due: 'now',
  ...(['choice', 'choices'].includes(field.type) && {
    options: ['a', 'b', 'c'].map((id) => ({ id, label: text(id) })),
  }),
  ...field,
});

/** A form step with these fields. */
export const sampleStep = (id: string, fields: readonly FieldDefinition[], when?: string): FormStep => ({
  id,
  kind: 'form',
  title: text(id),
  fields,
  ...(when !== undefined && { when }),
});

/** A section with one task of these steps. */
export const sampleSection = (id: string, steps: readonly StepDefinition[]): SectionDefinition => ({
  id,
  title: text(id),
  tasks: [{ id: `${id}-task`, title: text(id), owner: 'contributor', steps }],
});

/** A definition with these sections. */
export const sampleDefinition = (
  sections: readonly SectionDefinition[],
  extra: Partial<FlowDefinition> = {},
): FlowDefinition => ({
  schema: 'portico/flow@1',
  key: 'sample',
  version: 1,
  title: text('Sample'),
  summary: text('A sample'),
  locales: ['en'],
  metadata: { author: 'Tests' },
  estimatedMinutes: 5,
  firstValue: 'provisioned',
  identifiers: [
    {
      id: 'tenantId',
      system: 'sample',
      label: text('Tenant ID'),
      pattern: '^[A-Za-z0-9_]{3,50}$',
      minLength: 3,
      maxLength: 50,
      uniqueIn: 'owner',
    },
  ],
  lifecycle: [],
  declaration: text('It is so'),
  sections,
  ...extra,
});

/** Facts of a flow in which nothing has happened yet. */
export const sampleFacts = (facts: Partial<Facts> = {}): Facts => ({
  continued: {},
  milestones: {},
  customer: { id: 'customer-1', name: 'Northwind' },
  flow: { id: 'flow-1', key: 'sample', version: '1' },
  today: '2026-11-21',
  ...facts,
});
