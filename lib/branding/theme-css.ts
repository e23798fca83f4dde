import { deriveBrand } from './derive-brand';
import type { Hex } from './oklch';
import type { PartnerTheme } from './partner-theme';
import { tokens, variableName, type BrandTokens, type Tokens } from './tokens';

/**
 * The style rules that put a partner's colours on a page, for one `<style nonce>`. Only colours computed by
 * `deriveBrand` go in, never a text of the partner, so nothing can close the element or add a rule. People who ask
 * their system for more contrast keep the house's high-contrast colours.
 */
export const themeCss = (theme: Pick<PartnerTheme, 'brand'>): string => {
  if (theme.brand === tokens.light.primary) return '';
  const { light, dark } = deriveBrand(theme.brand);
  return `@media not (prefers-contrast:more){${schemes(declare(light), declare(dark))}}`;
};

/** The rules that show a colour not yet published, inside `.theme-preview` and nowhere else on the page. */
export const previewCss = (brand: Hex): string => {
  const { light, dark } = deriveBrand(brand);
  return `.theme-preview[data-scheme='light']{${declare(light)}}.theme-preview[data-scheme='dark']{${declare(dark)}}`;
};

/** The style rules of the house palette in all its schemes: the content of `app/styles/tokens.css`. */
export const houseCss = (): string =>
  [
    schemes(`color-scheme:light;${declare(tokens.light)}`, `color-scheme:dark;${declare(tokens.dark)}`),
    `@media (prefers-contrast:more){${schemes(declare(tokens.contrastLight), declare(tokens.contrastDark))}}`,
  ].join('\n');

/**
 * Light is the default; `data-scheme` on the root, or on any part of a page such as a preview, decides; `system`
 * and its absence follow the device.
 */
const schemes = (light: string, dark: string): string =>
  [
    `:root,[data-scheme]{${light}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-scheme]),[data-scheme='system']{${dark}}}`,
    `[data-scheme='dark']{${dark}}`,
  ].join('\n');

const declare = (values: Tokens | BrandTokens): string =>
  entries(values)
    .map(([token, colour]) => `${variableName(token)}:${colour}`)
    .join(';');

const entries = (values: Tokens | BrandTokens) => Object.entries(values) as [keyof Tokens, string][];
