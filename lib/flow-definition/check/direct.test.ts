import { describe, expect, it } from 'vitest';
import { library } from '@/lib/flow-templates/library';
import type { FlowDefinition } from '../types';
import { checkDirect } from './direct';

const template = library.find(({ direct }) => direct !== undefined);
if (!template?.direct) throw new Error('The library has no template for onboarding by one call');
const { direct } = template;

const withDirect = (changes: Partial<typeof direct>): FlowDefinition => ({
  ...template,
  direct: { ...direct, ...changes },
});

describe('checkDirect', () => {
  it('accepts what names fields and outputs of the document', () => {
    expect(checkDirect(template)).toEqual([]);
  });

  it('finds a member that answers no field, with its place', () => {
    expect(checkDirect(withDirect({ input: { tenant_id: 'nowhere' } }))).toMatchObject([
      { severity: 'error', code: 'direct_unknown_field', path: 'direct.input.tenant_id', args: { id: 'nowhere' } },
    ]);
    expect(checkDirect(withDirect({ answers: { nowhere: 'x' } }))).toHaveLength(1);
    expect(checkDirect(withDirect({ output: { tenant_id: 'answers.nowhere' } }))).toHaveLength(1);
  });

  it('finds an output that no action produces', () => {
    expect(checkDirect(withDirect({ output: { api_key: 'actions.dataset.nothing' } }))).toMatchObject([
      { code: 'direct_unknown_output', path: 'direct.output.api_key' },
    ]);
  });
});
