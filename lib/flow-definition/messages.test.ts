import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = path.join(import.meta.dirname, '..', '..', 'messages');
const read = (locale: string, surface: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(folder, locale, `${surface}.json`), 'utf8')) as Record<string, string>;

/** The source of this folder without tests, to find the codes in. */
const source = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(path.join(import.meta.dirname, name), 'utf8'))
  .join('\n');

const codesIn = (pattern: RegExp): readonly string[] => [
  ...new Set([...source.matchAll(pattern)].map((match) => match[1] ?? '')),
];

describe.each(['en', 'ar'])('the messages in %s', (locale) => {
  it('say every problem that a field can have', () => {
    const codes = [...codesIn(/'field\.([a-z_]+)'/g), 'item_text', 'item_email', 'item_url'];
    expect(codes.length).toBeGreaterThan(40);
    expect(Object.keys(read(locale, 'field'))).toEqual(expect.arrayContaining(codes));
  });

  it('say every finding of the checks', () => {
    const codes = codesIn(/(?:error|warning|refused)\(\s*'([a-z_]+)'|\['(condition_[a-z_]+)'/g).filter(
      (code) => code !== '',
    );
    expect(codes.length).toBeGreaterThan(30);
    expect(Object.keys(read(locale, 'check'))).toEqual(expect.arrayContaining(codes));
  });
});
