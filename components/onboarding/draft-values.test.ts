import { describe, expect, it } from 'vitest';
import { fieldOfName, flatTyping, postedTyping, sameTyped } from './draft-values';
import { withDraft } from './with-draft';
import type { StepPage, StepPageField } from './step-page';

describe('typing by field', () => {
  it('finds the field of an input by its longest id', () => {
    const ids = ['office', 'office-hours', 'birthday'];
    expect(fieldOfName('office', ids)).toBe('office');
    expect(fieldOfName('office-hours', ids)).toBe('office-hours');
    expect(fieldOfName('office-hours-from', ids)).toBe('office-hours');
    expect(fieldOfName('birthday-year', ids)).toBe('birthday');
    expect(fieldOfName('officer', ids)).toBeUndefined();
  });

  it('takes a posted page apart, with the choices that were taken back, and puts it together again', () => {
    const values = {
      name: 'Ac',
      'birthday-year': '19',
      providers: ['aws', 'gcp'],
      elsewhere: 'x',
      _shown: ['name', 'birthday', 'providers', 'domains'],
    };
    const typing = postedTyping(values, { name: 'h1', providers: null });
    expect(typing).toEqual({
      data: {
        name: { name: 'Ac' },
        birthday: { 'birthday-year': '19' },
        providers: { providers: ['aws', 'gcp'] },
        domains: {},
      },
      bases: { name: 'h1', birthday: '', providers: '', domains: '' },
    });
    expect(flatTyping(typing)).toEqual({ name: 'Ac', 'birthday-year': '19', providers: ['aws', 'gcp'] });
  });

  it('sees no difference between an empty input and none', () => {
    expect(sameTyped({ a: '' }, undefined)).toBe(true);
    expect(sameTyped({ a: ['x', ''] }, { a: 'x' })).toBe(true);
    expect(sameTyped({ a: 'x' }, { a: 'y' })).toBe(false);
    expect(sameTyped({ a: 'x' }, {})).toBe(false);
  });
});

describe('a page with a draft', () => {
  const field = (id: string, value: string, base: string | null): StepPageField => ({
    ...{ id, type: 'text', label: id, required: false, value, errors: [], dir: 'auto', visible: true },
    base,
  });
  const plain: Pick<StepPage, 'fields' | 'secretFields'> = {
    fields: [field('name', 'Acme', 'now'), field('token', '', null)],
    secretFields: ['token'],
  };

  it('shows what was typed, with the base of that time', () => {
    const shown = withDraft(plain, { data: { name: { name: 'Ac' } }, bases: { name: 'then' } });
    expect(shown?.fields[0]).toMatchObject({ value: 'Ac', base: 'then' });
    expect(shown?.fields[1]).toBe(plain.fields[1]);
  });

  it('is no other page when the draft says what is saved, or would show a secret', () => {
    expect(withDraft(plain, { data: { name: { name: 'Acme' } }, bases: { name: 'then' } })).toBeNull();
    expect(withDraft(plain, { data: { token: { token: 'hush' } }, bases: {} })).toBeNull();
  });
});
