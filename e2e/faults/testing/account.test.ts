import { describe, expect, it } from 'vitest';
import { accountFor, type InventoryItem, type Thing } from './account';

const thing = (kind: string, name: string, identity = name): Thing => ({
  identity: `${kind} ${identity}`,
  item: { kind, name },
});
const item = (kind: string, name: string, status = 'present'): InventoryItem => ({ kind, name, status });
const others = [thing('dataset', 'fernhill'), thing('ticket', '11', 'with ref-1')];
const ticket = thing('ticket', '12', 'with ref-2');

describe('accounting for what a run has made', () => {
  it('finds nothing where the inventory names all of it, and others keep what they have', () => {
    const note: Thing = { identity: 'note with ref-3', item: null };
    const told = { status: 'done', inventory: [item('ticket', '12'), item('secret', 'gone', 'removed')] };
    expect(accountFor(others, [...others, ticket, note], told)).toEqual([]);
    expect(accountFor(others, others, { status: 'undone', inventory: [item('ticket', '12', 'removed')] })).toEqual([]);
  });

  it('finds an orphan that was planted, in each of the ways in which a run can end', () => {
    const after = [...others, ticket];
    const listed = [item('ticket', '12')];
    expect(accountFor(others, after, { status: 'undone', inventory: listed })).toEqual([
      'ticket with ref-2 was left behind',
    ]);
    for (const status of ['done', 'held']) {
      expect(accountFor(others, after, { status, inventory: [] })).toEqual(['ticket with ref-2 is in no inventory']);
    }
  });

  it('takes what stands within a thing that is kept as accounted for, and never when all was to go', () => {
    const within = { kind: 'dataset', name: 'riverdale' };
    const after = [...others, thing('dataset', 'riverdale'), { ...thing('table', 'riverdale.runs'), within }];
    const inventory = [item('dataset', 'riverdale', 'unknown')];
    expect(accountFor(others, after, { status: 'held', inventory })).toEqual([]);
    expect(accountFor(others, after, { status: 'done', inventory })).toEqual([
      'table riverdale.runs is in no inventory',
    ]);
    expect(accountFor(others, after, { status: 'undone', inventory })).toHaveLength(2);
  });

  it('finds a double that was planted, also of what no inventory names', () => {
    const note: Thing = { identity: 'note with ref-3', item: null };
    const twin = thing('ticket', '13', 'with ref-2');
    const inventory = [item('ticket', '12'), item('ticket', '13')];
    expect(accountFor(others, [...others, ticket, twin, note, note], { status: 'done', inventory })).toEqual([
      'ticket with ref-2 exists 2 times',
      'note with ref-3 exists 2 times',
    ]);
  });

  it('finds what somebody else has lost, and what the inventory only claims', () => {
    expect(accountFor(others, [ticket], { status: 'done', inventory: [item('ticket', '12')] })).toEqual([
      'dataset fernhill of somebody else is gone',
      'ticket with ref-1 of somebody else is gone',
    ]);
    expect(accountFor(others, others, { status: 'held', inventory: [item('ticket', '12', 'kept')] })).toEqual([
      'ticket 12 is not there',
    ]);
  });
});
