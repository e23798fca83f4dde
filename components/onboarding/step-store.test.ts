import { describe, expect, it } from 'vitest';
import type { FieldView } from '@/components/forms/field-view';
import type { FieldCheck, StepConditions } from '@/lib/flow-definition/browser';
import { createStepStore } from './step-store';

const field = (id: string, type: FieldView['type'], value?: string): FieldView => ({
  id,
  type,
  label: id,
  required: true,
  value,
  errors: [],
  dir: 'auto',
  visible: true,
});
const check = (id: string, type: FieldCheck['type']): FieldCheck => ({ id, type, rules: {}, options: [] });
const conditions: StepConditions = {
  fields: [
    { id: 'other', required: true },
    {
      id: 'name',
      required: { op: 'ref', path: ['answers', 'other'] },
      visible: { op: 'ref', path: ['answers', 'other'] },
    },
    { id: 'note', required: false },
  ],
};
const store = (value?: string) =>
  createStepStore({
    fields: [field('other', 'yesNo', value), field('name', 'text'), field('note', 'text')],
    checks: [check('other', 'yesNo'), check('name', 'text'), check('note', 'text')],
    conditions,
    scope: { answers: {}, customer: {}, flow: {}, today: '2026-11-21' },
  });

describe('createStepStore', () => {
  it('starts from the answers of the page', () => {
    expect(Object.keys(store().getState().live)).toEqual(['other', 'note']);
    expect(store('yes').getState().live['name']).toEqual({ id: 'name', required: true, options: [] });
  });

  it('brings a question up and takes it away again', () => {
    const step = store();
    step.getState().type('other', 'yes');
    expect(Object.keys(step.getState().live).sort()).toEqual(['name', 'note', 'other']);
    step.getState().type('other', 'no');
    expect(Object.keys(step.getState().live)).toEqual(['other', 'note']);
  });

  it('leaves everything as it is for a field that nothing depends on', () => {
    const step = store('yes');
    const before = step.getState().live;
    step.getState().type('note', 'hello');
    expect(step.getState().live).toBe(before);
    step.getState().type('other', 'no');
    expect(step.getState().live['note']).toBe(before['note']);
  });

  it('renders only the field that changes, of however many', () => {
    const many = Array.from({ length: 500 }, (_, index) => `extra${index}`);
    const step = createStepStore({
      fields: [field('other', 'yesNo'), field('name', 'text'), ...many.map((id) => field(id, 'text'))],
      checks: [check('other', 'yesNo'), check('name', 'text'), ...many.map((id) => check(id, 'text'))],
      conditions: { fields: [...conditions.fields.slice(0, 2), ...many.map((id) => ({ id, required: false }))] },
      scope: { answers: {}, customer: {}, flow: {}, today: '2026-11-21' },
    });
    const before = step.getState().live;
    step.getState().type('other', 'yes');
    const after = step.getState().live;
    expect(Object.keys(after).filter((id) => after[id] !== before[id])).toEqual(['name']);
  });
});
