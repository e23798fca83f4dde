import { contrast } from './contrast';
import { brandTargets, deriveBrand } from './derive-brand';
import type { Hex } from './oklch';
import { tokens, type Scheme } from './tokens';

export type BrandPair = Readonly<{
  scheme: Scheme;
  /** Which pair: the key of its name in the messages. */
  pair: 'actionOnSurface' | 'actionOnCanvas' | 'textOnAction' | 'textOnTint';
  front: Hex;
  back: Hex;
  ratio: number;
  target: number;
}>;

/** What the guard rail made of a brand colour, in numbers: every pair with its contrast and the least it must have. */
export const brandReport = (brand: Hex): readonly BrandPair[] => {
  const derived = deriveBrand(brand);
  return (['light', 'dark'] as const).flatMap((scheme) => {
    const { primary, onPrimary, tint, onTint } = derived[scheme];
    const { surface, canvas } = tokens[scheme];
    const { action, onAction, onTint: text } = brandTargets[scheme];
    const row = (pair: BrandPair['pair'], front: Hex, back: Hex, target: number): BrandPair => ({
      scheme,
      pair,
      front,
      back,
      ratio: contrast(front, back),
      target,
    });
    return [
      row('actionOnSurface', primary, surface, action),
      row('actionOnCanvas', primary, canvas, action),
      row('textOnAction', onPrimary, primary, onAction),
      row('textOnTint', onTint, tint, text),
    ];
  });
};
