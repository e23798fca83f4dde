import { contrast } from './contrast';
import { hexToOklch, oklchToHex, type Hex, type Oklch } from './oklch';
import { tokens, type BrandTokens, type Scheme } from './tokens';

/** The two ramps of a brand, and how far the guard rail moved its lightness (0 when the colour was fine as it is). */
export type DerivedBrand = Readonly<Record<Scheme, BrandTokens> & { moved: Readonly<Record<Scheme, number>> }>;

/** The least contrast of each pair: `action` on page grounds, `onAction` on the action, `onTint` on its tint. */
export const brandTargets = {
  light: { action: 4.5, onAction: 4.5, onTint: 7 },
  dark: { action: 7, onAction: 4.5, onTint: 7 },
} as const satisfies Record<Scheme, { action: number; onAction: number; onTint: number }>;

/**
 * Makes a partner's one colour usable: keeps its hue and, as far as a screen can show it, its chroma, and walks
 * lightness in steps of 0.01 until links and buttons are readable on both grounds of the scheme. A partner can
 * therefore choose any colour and never an unreadable one.
 */
export const deriveBrand = (brand: Hex): DerivedBrand => {
  const source = hexToOklch(brand);
  const light = ramp(brand, source, 'light');
  const dark = ramp(brand, source, 'dark');
  return { light: light.tokens, dark: dark.tokens, moved: { light: light.moved, dark: dark.moved } };
};

const whites = '#ffffff';
const step = 0.01;

const ramp = (brand: Hex, source: Oklch, scheme: Scheme): { tokens: BrandTokens; moved: number } => {
  const target = brandTargets[scheme];
  const away = scheme === 'light' ? -1 : 1;
  const grounds = [tokens[scheme].surface, tokens[scheme].canvas];
  const isReadable = (colour: Hex) => grounds.every((ground) => contrast(colour, ground) >= target.action);
  const primary = isReadable(brand) ? brand : walk(source, away, isReadable);
  const { l } = hexToOklch(primary);
  const onPrimary = readableOn(primary, source.h);
  // Past the end of the scale the hover goes the other way, so that it is always to be seen.
  const hoverAway = l + away * 0.05 > 0.98 || l + away * 0.05 < 0.06 ? -away : away;
  const hoverFits = (colour: Hex) => isReadable(colour) && contrast(colour, onPrimary) >= target.onAction;
  const hover = oklchToHex({ ...source, l: l + hoverAway * 0.05 });
  const primaryHover = hoverFits(hover) ? hover : primary;
  const tint = oklchToHex(
    scheme === 'light'
      ? { l: 0.95, c: Math.min(source.c, 0.035), h: source.h }
      : { l: 0.3, c: Math.min(source.c, 0.055), h: source.h },
  );
  const onTint = walk({ ...source, l, c: Math.min(source.c, 0.12) }, away, (c) => contrast(c, tint) >= target.onTint);
  return { tokens: { primary, primaryHover, onPrimary, tint, onTint }, moved: l - source.l };
};

/** The first colour, from the given lightness outwards, that passes; at the end of the scale black or white. */
const walk = (from: Oklch, away: 1 | -1, passes: (colour: Hex) => boolean): Hex => {
  for (let l = from.l; l > 0 && l < 1; l += away * step) {
    const colour = oklchToHex({ ...from, l });
    if (passes(colour)) return colour;
  }
  return away < 0 ? '#000000' : whites;
};

/** White, or an ink of the brand's own hue: whichever reads better. One of the two always reaches 4.5. */
const readableOn = (ground: Hex, hue: number): Hex => {
  const ink = oklchToHex({ l: 0.2, c: 0.03, h: hue });
  return contrast(whites, ground) >= contrast(ink, ground) ? whites : ink;
};
