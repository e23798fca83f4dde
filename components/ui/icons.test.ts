import { describe, expect, it } from 'vitest';
import { iconPaths, mirroredIcons, type IconName } from './icons';

describe('the icon set', () => {
  it('mirrors what points along the reading direction', () => {
    expect(['back', 'forward', 'chevron', 'send', 'signOut'].every((name) => mirroredIcons.has(name as IconName))).toBe(
      true,
    );
  });
  it('never mirrors clocks, check marks, magnifiers or anything without a direction', () => {
    expect(
      ['clock', 'check', 'search', 'copy', 'chart', 'lock'].some((name) => mirroredIcons.has(name as IconName)),
    ).toBe(false);
  });
  it('draws every icon with path commands only', () => {
    for (const path of Object.values(iconPaths)) expect(path).toMatch(/^[MmLlHhVvCcSsAaZz0-9 .,-]+$/);
  });
});
