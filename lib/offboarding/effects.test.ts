import { describe, expect, it } from 'vitest';
import { library } from '@/lib/flow-templates/library';
import { effectsOf, type Existing } from './effects';

const found = library.find(({ key }) => key === 'data-pipeline');
if (!found) throw new Error('The reference template is missing');
const definition = found;
const existing: readonly Existing[] = [
  { actionId: 'dataset', kind: 'dataset', name: 'acme', status: 'kept' },
  { actionId: 'tables', kind: 'table', name: 'acme.events', status: 'present' },
  { actionId: 'customerKey', kind: 'api_key', name: 'pk_old', status: 'removed' },
  { actionId: 'customerKey', kind: 'api_key', name: 'pk_1', status: 'present' },
];
const lines = (optionId: string, credentials: readonly string[] = []) =>
  effectsOf(definition, optionId, existing, credentials).map(({ kind, name, does }) => `${kind} ${name} ${does}`);

describe('effectsOf', () => {
  it('lists each key and secret and everything else that goes, the newest first, without what is gone @req G65', () => {
    expect(lines('delete-data', ['ads-token', 'crm-key'])).toEqual([
      'api_key pk_1 goes',
      'table acme.events goes',
      'dataset acme goes',
      'credential ads-token goes',
      'credential crm-key goes',
    ]);
  });

  it('keeps the data, with what it stands on, and still takes the secrets @req G48', () => {
    expect(lines('keep-data', ['ads-token'])).toEqual([
      'api_key pk_1 goes',
      'table acme.events stays',
      'dataset acme stays',
      'credential ads-token goes',
    ]);
    const withoutTables = { ...definition, offboarding: [{ ...keeping(), keeps: ['table'] }] };
    const kept = effectsOf(withoutTables, 'keep-data', existing, []);
    expect(kept.find(({ kind }) => kind === 'dataset')).toMatchObject({ does: 'stays' });
  });

  it('says nothing of a way that the template does not have', () => {
    expect(lines('burn-it')).toEqual([]);
  });
});

function keeping() {
  const option = definition.offboarding?.find(({ id }) => id === 'keep-data');
  if (!option) throw new Error('The reference template keeps no data');
  return option;
}
