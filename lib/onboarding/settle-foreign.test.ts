import { describe, expect, it } from 'vitest';
import { answersSeenBy, liveFields, type StepConditions } from '@/lib/flow-definition';
import { settleForeign } from './settle-foreign';

const scope = { answers: { region: 'secret-region', size: 9 }, customer: {}, flow: {}, today: '2026-11-21' };
const ref = (id: string) => ({ op: 'ref' as const, path: ['answers', id] as const });
const conditions: StepConditions = {
  fields: [
    { id: 'own', required: true },
    {
      id: 'shown',
      required: { op: '==', left: ref('own'), right: { op: 'value', value: 'x' } },
      visible: { op: '==', left: ref('region'), right: { op: 'value', value: 'secret-region' } },
    },
    {
      id: 'both',
      required: false,
      visible: {
        op: '&&',
        left: { op: 'has', path: ['answers', 'own'] },
        right: { op: '>', left: ref('size'), right: { op: 'value', value: 10 } },
      },
    },
    { id: 'unknown', required: false, visible: { op: '==', left: ref('nobody'), right: { op: 'value', value: 1 } } },
  ],
};

describe('settleForeign', () => {
  it('leaves no look at an answer that is not on the page, and no answer of another page', () => {
    const settled = settleForeign(conditions, scope);
    expect(answersSeenBy(settled).filter((id) => id !== '')).toEqual(['own']);
    expect(JSON.stringify(settled)).not.toContain('secret-region');
    expect(JSON.stringify(conditions)).toContain('secret-region');
  });

  it('decides on the page just as the whole conditions do', () => {
    for (const own of ['x', 'y', undefined]) {
      const without = { ...scope, answers: {} };
      const whole = liveFields(conditions, scope, { own });
      expect(liveFields(settleForeign(conditions, scope), without, { own })).toEqual(whole);
      expect(whole.map(({ id }) => id)).toContain('shown');
    }
  });
});
