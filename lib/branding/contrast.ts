import { hexToLinear, type Hex } from './oklch';

/** Relative luminance as WCAG 2.2 defines it, 0 (black) to 1 (white). */
export const luminance = (colour: Hex): number => {
  const { r, g, b } = hexToLinear(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** WCAG 2.2 contrast ratio of two opaque colours, 1 to 21; the order does not matter. */
export const contrast = (one: Hex, other: Hex): number => {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
};
