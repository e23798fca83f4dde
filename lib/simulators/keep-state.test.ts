import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { keepState } from './keep-state';

const folder = mkdtempSync(path.join(tmpdir(), 'kept-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what a simulator keeps', () => {
  it('is there again after a restart, maps, sets and lists alike', () => {
    const file = path.join(folder, 'deep', 'one.state');
    const parts = { books: new Map([['a', { tags: new Set(['x']), at: new Date(5) }]]), seen: new Set([1]), list: [2] };
    keepState(file, parts)();
    const again = { books: new Map<string, unknown>(), seen: new Set<number>(), list: [] as number[] };
    keepState(file, again);
    expect(again).toEqual(parts);
  });

  it('begins empty without a file, or with one that means nothing', () => {
    const part = { books: new Map<string, number>() };
    keepState(undefined, part)();
    const file = path.join(folder, 'broken.state');
    writeFileSync(file, 'not a state');
    keepState(file, part);
    expect(part.books.size).toBe(0);
  });
});
