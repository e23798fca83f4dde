import { describe, expect, it } from 'vitest';
import { brandReport } from './brand-report';
import { previewCss } from './theme-css';

describe('brandReport', () => {
  it('names four pairs for each scheme, all at or above their target', () => {
    const report = brandReport('#7ac143');
    expect(report.map(({ scheme }) => scheme)).toEqual([...Array(4).fill('light'), ...Array(4).fill('dark')]);
    expect(report.filter(({ ratio, target }) => ratio < target)).toEqual([]);
  });
});

describe('previewCss', () => {
  it('colours the preview alone, in both schemes', () => {
    const css = previewCss('#7ac143');
    expect(css).toMatch(/^\.theme-preview\[data-scheme='light'\]\{--p-primary:#/);
    expect(css).toContain(".theme-preview[data-scheme='dark']{--p-primary:#7ac143");
    expect(css).not.toContain(':root');
  });
});
