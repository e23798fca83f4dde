import { describe, expect, it } from 'vitest';
import { letterParts, ownPathOf } from './letter-parts';

describe('a mail in the mailbox', () => {
  it('keeps every character of its lines and picks out the addresses', () => {
    const text = 'Hello\r\n\nOpen http://localhost:3000/en/i/abc now.\n';
    expect(letterParts(text)).toEqual([
      [{ text: 'Hello' }],
      [
        { text: 'Open ' },
        { text: 'http://localhost:3000/en/i/abc', link: 'http://localhost:3000/en/i/abc' },
        { text: ' now.' },
      ],
    ]);
  });

  it('leads to our own pages and nowhere else', () => {
    const own = 'http://localhost:3000';
    expect(ownPathOf('http://localhost:3000/en/i/abc?x=1', own)).toBe('/en/i/abc?x=1');
    for (const foreign of [
      'http://localhost:3001/en',
      'https://localhost:3000/en',
      'http://localhost:3000@evil.example/en',
      'http://evil.example/http://localhost:3000/',
    ]) {
      expect(ownPathOf(foreign, own)).toBeNull();
    }
  });
});
