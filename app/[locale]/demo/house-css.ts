import { deriveBrand, variableName, type BrandTokens } from '@/lib/branding';
import { demoPartners } from '@/lib/demo';

/**
 * The style rules that show each partner's part of the page in the partner's own colours, for one `<style nonce>`. Only
 * colours computed by `deriveBrand` go in.
 */
export const houseCss = (): string => {
  const rules = demoPartners.map(({ house, theme }) => {
    const { light, dark } = deriveBrand(theme.brand);
    const place = `[data-house='${house}']`;
    return [
      `${place}{${declare(light)}}`,
      `@media (prefers-color-scheme:dark){[data-scheme='system'] ${place}{${declare(dark)}}}`,
      `[data-scheme='dark'] ${place}{${declare(dark)}}`,
    ].join('\n');
  });
  return `@media not (prefers-contrast:more){${rules.join('\n')}}`;
};

const declare = (values: BrandTokens): string =>
  (Object.entries(values) as [keyof BrandTokens, string][])
    .map(([token, colour]) => `${variableName(token)}:${colour}`)
    .join(';');
