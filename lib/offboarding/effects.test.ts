import { describe, expect, it } from 'vitest';
import { effectsOf, type Existing } from './effects';

const existing: readonly Existing[] = [
  { actionId: 'dataset', kind: 'dataset', name: 'acme', status: 'present' },
  { actionId: 'tables', kind: 'table', name: 'acme.events', status: 'kept' },
  { actionId: 'secret', kind: 'secret', name: 'acme_ads', status: 'present' },
  { actionId: 'key', kind: 'api_key', name: 'pk_1', status: 'present' },
  { actionId: 'old', kind: 'secret', name: 'acme_old', status: 'removed' },
];
const going = (keeps: readonly string[]) => effectsOf({ keeps }, existing).map(({ name, does }) => `${name} ${does}`);

describe('effectsOf', () => {
  it('lists each secret and everything else that goes, the newest first, and leaves out what is gone @req G65', () => {
    expect(going([])).toEqual(['pk_1 goes', 'acme_ads goes', 'acme.events goes', 'acme goes']);
  });

  it('keeps the data and takes the secrets when the option says so @req G48', () => {
    expect(going(['dataset', 'table'])).toEqual(['pk_1 goes', 'acme_ads goes', 'acme.events stays', 'acme stays']);
  });

  it('keeps together what one action has made', () => {
    const both = [...existing, { actionId: 'dataset', kind: 'grant', name: 'reader', status: 'present' }];
    expect(effectsOf({ keeps: ['dataset'] }, both).filter(({ actionId }) => actionId === 'dataset')).toEqual([
      { actionId: 'dataset', kind: 'grant', name: 'reader', does: 'stays' },
      { actionId: 'dataset', kind: 'dataset', name: 'acme', does: 'stays' },
    ]);
  });
});
