import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import ar from '@/messages/ar/bulk.json';
import en from '@/messages/en/bulk.json';
import { entries } from './entries';

describe('the menu of everything that starts with a customer', () => {
  it('has five entries, each to a page that there is, in both languages @req G66', () => {
    expect(entries.map(({ id }) => id)).toEqual(['new', 'dataset', 'registry', 'credentials', 'offboarding']);
    for (const { id, href } of entries) {
      const folder = href.split('?')[0] ?? '';
      const pages = ['(staff)', '(partner)'].map((group) => path.join('app/[locale]', group, folder, 'page.tsx'));
      expect(
        pages.some((page) => existsSync(page)),
        href,
      ).toBe(true);
      for (const texts of [en.menu, ar.menu]) {
        expect(texts[id].length).toBeGreaterThan(3);
        expect(texts[`${id}Text`].length).toBeGreaterThan(10);
      }
    }
  });
});
