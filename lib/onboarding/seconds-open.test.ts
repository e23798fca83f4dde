import { describe, expect, it } from 'vitest';
import { secondsOpen } from './seconds-open';

const now = new Date('2026-11-21T10:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();

describe('secondsOpen', () => {
  it('counts whole seconds and stops at half an hour', () => {
    expect(secondsOpen(ago(0), now)).toBe(0);
    expect(secondsOpen(ago(42), now)).toBe(42);
    expect(secondsOpen(ago(1800), now)).toBe(1800);
    expect(secondsOpen(ago(90_000), now)).toBe(1800);
  });

  it('says nothing for what is no time of rendering', () => {
    for (const nonsense of ['', 'x', '5', '2026-11-21', '2026-99-99T99:99:99Z', undefined, [ago(1)], ago(-5)]) {
      expect(secondsOpen(nonsense, now)).toBeNull();
    }
  });
});
