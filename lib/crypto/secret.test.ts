import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret';

describe('Secret', () => {
  it('does not show, however it is printed', () => {
    const secret = new Secret('hunter2');
    const shown = [
      String(secret),
      `${secret.toString()}`,
      `${secret as unknown as string}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true, depth: 9 }),
      JSON.stringify(Object.entries(secret)),
      ('' + (secret as unknown as string)).toString(),
    ];
    for (const text of shown) expect(text).not.toContain('hunter2');
    expect(shown[0]).toBe('[sealed]');
    expect(secret.reveal()).toBe('hunter2');
  });
});
