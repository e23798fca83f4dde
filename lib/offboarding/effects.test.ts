import { describe, expect, it } from 'vitest';
import { actionsOf } from '@/lib/flow-definition';
import { library } from '@/lib/flow-templates/library';
import { creates } from '@/lib/provisioning/actions/creates';
import { effectsOf, fingerprintOf, type Existing } from './effects';

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

describe('fingerprintOf', () => {
  const [one, other] = [
    { kind: 'table', name: 'a', does: 'goes' },
    { kind: 'dataset', name: 'b', does: 'stays' },
  ] as const;
  it('is the same for the same things in any order, and for nothing else', () => {
    const known = fingerprintOf('keep', [one, other]);
    expect(fingerprintOf('keep', [other, one])).toBe(known);
    const others = [
      fingerprintOf('delete', [one, other]),
      fingerprintOf('keep', [one]),
      fingerprintOf('keep', [one, other, other]),
      fingerprintOf('keep', [one, { ...other, does: 'goes' }]),
      fingerprintOf('keep', [one, { ...other, name: 'c' }]),
      fingerprintOf('keep', [one, { ...other, kind: 'secret' }]),
      fingerprintOf('keep', [{ kind: 'tablea', name: '', does: 'goes' }, other]),
    ];
    expect(new Set([known, ...others]).size).toBe(others.length + 1);
  });
});

function keeping() {
  const option = definition.offboarding?.find(({ id }) => id === 'keep-data');
  if (!option) throw new Error('The reference template keeps no data');
  return option;
}

describe('the templates of the library', () => {
  const leaving = library.flatMap((each) => (each.offboarding ?? []).map((option) => ({ each, option })));

  it.each(leaving.map(({ each, option }) => [each.key, option.id, each, option] as const))(
    '%s, %s: what it keeps stays and everything else that was made goes @req M35 @req G65',
    (_key, id, each, option) => {
      const made = actionsOf(each).flatMap(({ action }) =>
        (creates[action.uses] ?? []).map((kind): Existing => ({
          actionId: action.id,
          kind,
          name: action.id,
          status: 'present',
        })),
      );
      const effects = effectsOf(each, id, made, ['given']);
      expect(effects).toHaveLength(made.length + 1);
      const staying = effects.filter(({ does }) => does === 'stays');
      if (option.keeps.length === 0) expect(staying).toEqual([]);
      for (const kind of option.keeps) {
        for (const effect of effects.filter((one) => one.kind === kind)) expect(effect.does).toBe('stays');
      }
      if (option.destructive)
        expect(effects.filter(({ kind, does }) => kind === 'secret' && does === 'stays')).toEqual([]);
    },
  );

  it('take a service desk’s dashboard, tenant, secrets, webhook and ticket away, the newest first @req M35', () => {
    const desk = library.find(({ key }) => key === 'service-desk');
    const made = actionsOf(desk ?? definition).flatMap(({ action }) =>
      (creates[action.uses] ?? []).map((kind): Existing => ({
        actionId: action.id,
        kind,
        name: action.id,
        status: 'present',
      })),
    );
    const kinds = effectsOf(desk ?? definition, 'delete-tenant', made, []).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['tenant', 'secret', 'webhook', 'ticket', 'dashboard']));
    expect(kinds.at(-1)).toBe(made[0]?.kind);
  });
});
