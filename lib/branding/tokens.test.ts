import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast } from './contrast';
import { houseCss } from './theme-css';
import { tokens, variableName, type Tokens } from './tokens';

const textPairs: [keyof Tokens, keyof Tokens][] = [
  ...(
    ['ink', 'muted', 'subtle', 'primary', 'primaryHover', 'accentInk', 'success', 'warning', 'error', 'info'] as const
  ).flatMap((text) => (['canvas', 'surface'] as const).map((ground): [keyof Tokens, keyof Tokens] => [text, ground])),
  ['ink', 'sunk'],
  ['muted', 'sunk'],
  ['subtle', 'sunk'],
  ['primary', 'sunk'],
  ['onPrimary', 'primary'],
  ['onPrimary', 'primaryHover'],
  ['onTint', 'tint'],
  ['muted', 'tint'],
  ['ink', 'tint'],
  ['success', 'successTint'],
  ['warning', 'warningTint'],
  ['error', 'errorTint'],
  ['info', 'infoTint'],
];
const shapePairs: [keyof Tokens, keyof Tokens][] = [
  ...(['lineStrong', 'accent', 'focus', 'chart1', 'chart2', 'chart3', 'chart4', 'chart5'] as const).map(
    (shape): [keyof Tokens, keyof Tokens] => [shape, 'surface'],
  ),
  ['lineStrong', 'canvas'],
  ['focus', 'canvas'],
  ['primary', 'tint'],
  ['lineStrong', 'sunk'],
];

describe.each(Object.keys(tokens) as (keyof typeof tokens)[])('the %s palette', (scheme) => {
  it.each(textPairs)('has readable %s on %s', (text, ground) => {
    expect(contrast(tokens[scheme][text], tokens[scheme][ground])).toBeGreaterThanOrEqual(4.5);
  });
  it.each(shapePairs)('shows %s on %s', (shape, ground) => {
    expect(contrast(tokens[scheme][shape], tokens[scheme][ground])).toBeGreaterThanOrEqual(3);
  });
});

describe('the style sheet of the palette', () => {
  it('is the one that the tokens make', () => {
    const squeeze = (css: string) =>
      css
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .replace(/\s+/g, '')
        .replace(/;}/g, '}')
        .replaceAll('"', "'");
    const stored = readFileSync(new URL('../../app/styles/tokens.css', import.meta.url), 'utf8');
    expect(squeeze(stored)).toBe(squeeze(houseCss()));
  });
  it('names variables in kebab case', () => {
    expect(variableName('lineStrong')).toBe('--p-line-strong');
    expect(variableName('chart1')).toBe('--p-chart-1');
  });
});
