export { brandReport, type BrandPair } from './brand-report';
export { contrast, luminance } from './contrast';
export { brandTargets, deriveBrand, type DerivedBrand } from './derive-brand';
export { hexToOklch, isHex, oklchToHex, type Hex, type Oklch } from './oklch';
export { houseTheme, partnerThemeSchema, type PartnerTheme } from './partner-theme';
export { houseCss, previewCss, themeCss } from './theme-css';
export { tokens, variableName, type BrandTokens, type Scheme, type Tokens } from './tokens';
