import { describe, expect, it } from 'vitest';
import { saveStepInput } from './save-step-input';
import { placeAfter } from './place-after';

const flowId = '0193b1c2-0000-7000-8000-00003f9a1c2b';
const read = (more: Record<string, string | string[]>) => saveStepInput.parse({ flowId, stepId: 's', ...more });

describe('saveStepInput', () => {
  it('tells answers from what goes with them', () => {
    const input = read({
      name: 'Acme',
      tags: ['a', 'b'],
      _shown: ['name', 'tags'],
      '_base.name': 'h1',
      '_base.tags': '',
      _secret: '',
    });
    expect(input.values).toEqual({ name: 'Acme', tags: ['a', 'b'], _shown: ['name', 'tags'] });
    expect(input.bases).toEqual({ name: 'h1', tags: null });
    expect(input).toMatchObject({ intent: 'continue', fromCheck: false, keepStored: [] });
  });

  it('takes what was seen last as the base where the person replaces it, and the first where they have not chosen', () => {
    const conflict = { '_base.name': 'old', '_stored.name': 'newer' };
    expect(read(conflict).bases).toEqual({ name: 'old' });
    expect(read({ ...conflict, '_keep.name': 'mine' }).bases).toEqual({ name: 'newer' });
    expect(read({ ...conflict, '_keep.name': 'stored' }).keepStored).toEqual(['name']);
  });

  it('refuses what is no step of a flow', () => {
    expect(saveStepInput.safeParse({ flowId: 'x', stepId: 's' }).success).toBe(false);
    expect(saveStepInput.safeParse({ flowId, stepId: '' }).success).toBe(false);
    expect(read({ intent: 'later', from: 'check' })).toMatchObject({ intent: 'later', fromCheck: true });
  });
});

describe('placeAfter', () => {
  it.each([
    [{ kind: 'step', stepId: 'b', fromCheck: false } as const, 'continue' as const, '/h/b'],
    [{ kind: 'step', stepId: 'b', fromCheck: true } as const, 'continue' as const, '/h/b?from=check'],
    [{ kind: 'check' } as const, 'continue' as const, '/h/check'],
    [{ kind: 'tasks' } as const, 'continue' as const, '/h'],
    [{ kind: 'tasks' } as const, 'later' as const, '/h?saved'],
  ])('%j after %s is %s', (next, intent, address) => {
    expect(placeAfter('/h', next, intent)).toBe(address);
  });
});
