import { describe, expect, it } from 'vitest';
import { partnerThemeSchema } from './partner-theme';
import { themeCss } from './theme-css';

const theme = { name: 'Al-Ufuq', mark: 'أ', brand: '#7a2e8e' };

describe('themeCss', () => {
  it('writes colours and nothing else', () => {
    const css = themeCss(partnerThemeSchema.parse(theme));
    expect(css).toContain('--p-primary:#7a2e8e');
    expect(css.replace(/--p-[a-z-]+:#[0-9a-f]{6};?/g, '').replace(/[\s{}:;,()]/g, '')).toBe(
      '@medianotprefers-contrast:more'.replace(/:/g, '') +
        ":root[data-scheme]@mediaprefers-color-scheme:dark:root:not[data-scheme][data-scheme='system'][data-scheme='dark']".replace(
          /:/g,
          '',
        ),
    );
  });
  it('is empty for the house, whose colours are on every page already', () => {
    expect(themeCss({ brand: '#005860' })).toBe('');
  });
});

describe('partnerThemeSchema', () => {
  it('accepts a name, a mark of one or two letters of any script, and a colour', () => {
    expect(partnerThemeSchema.parse({ ...theme, brand: ' #7A2E8E ' }).brand).toBe('#7a2e8e');
    expect(partnerThemeSchema.safeParse({ ...theme, mark: 'NW' }).success).toBe(true);
  });
  it.each(['red', '#fff', '#12345g', '#123456;}body{', 'url(x)', ''])('refuses %s as a colour', (brand) => {
    expect(partnerThemeSchema.safeParse({ ...theme, brand }).success).toBe(false);
  });
  it.each(['', 'ABC', '<b', '& '])('refuses %j as a mark', (mark) => {
    expect(partnerThemeSchema.safeParse({ ...theme, mark }).success).toBe(false);
  });
  it('refuses properties it does not know, such as free CSS', () => {
    expect(partnerThemeSchema.safeParse({ ...theme, css: 'body{display:none}' }).success).toBe(false);
  });
});
