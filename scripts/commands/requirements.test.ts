import { describe, expect, it } from 'vitest';
import { idsOf } from './requirements';

describe('idsOf', () => {
  it('reads lists, ranges and several marks, and nothing without a mark', () => {
    expect([...idsOf('@req C7 C8 seals the key')]).toEqual(['C7', 'C8']);
    expect([...idsOf('seals (@req C7, I92) and @req C1–C3')]).toEqual(['C7', 'I92', 'C1', 'C2', 'C3']);
    expect([...idsOf('C7 without a mark')]).toEqual([]);
  });
});
