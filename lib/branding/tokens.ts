import type { Hex } from './oklch';

/** The colours that a partner's brand decides; everything else is the same for everyone. */
export type BrandTokens = Readonly<{
  primary: Hex;
  primaryHover: Hex;
  onPrimary: Hex;
  tint: Hex;
  onTint: Hex;
}>;

/** Every colour a page may use, by what it is for. */
export type Tokens = BrandTokens &
  Readonly<{
    canvas: Hex;
    surface: Hex;
    sunk: Hex;
    line: Hex;
    lineStrong: Hex;
    ink: Hex;
    muted: Hex;
    subtle: Hex;
    accent: Hex;
    accentInk: Hex;
    success: Hex;
    successTint: Hex;
    warning: Hex;
    warningTint: Hex;
    error: Hex;
    errorTint: Hex;
    info: Hex;
    infoTint: Hex;
    focus: Hex;
    chart1: Hex;
    chart2: Hex;
    chart3: Hex;
    chart4: Hex;
    chart5: Hex;
  }>;

export type Scheme = 'light' | 'dark';

/**
 * Stone and ink, the house palette: warm paper, blue-black ink, one deep lake teal for action. Built in OKLCH and
 * checked by number in `tokens.test.ts`; `subtle` only for text of at least 15 px in the dark scheme.
 */
export const tokens: Readonly<Record<Scheme | 'contrastLight' | 'contrastDark', Tokens>> = {
  light: {
    canvas: '#faf7f3',
    surface: '#ffffff',
    sunk: '#f3f0e9',
    line: '#ddd9d0',
    lineStrong: '#7f7a6f',
    ink: '#0f222b',
    muted: '#42535b',
    subtle: '#58666d',
    primary: '#005860',
    primaryHover: '#00464c',
    onPrimary: '#ffffff',
    tint: '#dbf2f5',
    onTint: '#004046',
    accent: '#c16e2d',
    accentInk: '#80430c',
    success: '#1c5f31',
    successTint: '#dcf7e1',
    warning: '#734c00',
    warningTint: '#feefcf',
    error: '#a32321',
    errorTint: '#ffebe8',
    info: '#23538e',
    infoTint: '#e5f0fe',
    focus: '#5d4dbe',
    chart1: '#006774',
    chart2: '#b38678',
    chart3: '#8d7aff',
    chart4: '#4c5c00',
    chart5: '#530010',
  },
  dark: {
    canvas: '#0c1418',
    surface: '#141d22',
    sunk: '#080e12',
    line: '#2f3a40',
    lineStrong: '#75838a',
    ink: '#efece7',
    muted: '#c1bdb5',
    subtle: '#a8a49c',
    primary: '#6bd0d6',
    primaryHover: '#8ae2e7',
    onPrimary: '#001f26',
    tint: '#0b343a',
    onTint: '#afebee',
    accent: '#eca760',
    accentInk: '#f2b772',
    success: '#89da9b',
    successTint: '#1a321f',
    warning: '#eec469',
    warningTint: '#3a2b11',
    error: '#f89a92',
    errorTint: '#451e1c',
    info: '#99c1f4',
    infoTint: '#1a2c44',
    focus: '#c3baff',
    chart1: '#5ecad6',
    chart2: '#ffe3bd',
    chart3: '#5857d6',
    chart4: '#789c00',
    chart5: '#895c61',
  },
  contrastLight: {
    canvas: '#ffffff',
    surface: '#ffffff',
    sunk: '#ffffff',
    line: '#000000',
    lineStrong: '#000000',
    ink: '#000000',
    muted: '#000000',
    subtle: '#5f5a50',
    primary: '#00363b',
    primaryHover: '#000000',
    onPrimary: '#ffffff',
    tint: '#ffffff',
    onTint: '#000000',
    accent: '#80430c',
    accentInk: '#80430c',
    success: '#0b4020',
    successTint: '#ffffff',
    warning: '#4a3000',
    warningTint: '#ffffff',
    error: '#7a0a0a',
    errorTint: '#ffffff',
    info: '#12305c',
    infoTint: '#ffffff',
    focus: '#3a1fb0',
    chart1: '#006774',
    chart2: '#8b5a4b',
    chart3: '#5b46d8',
    chart4: '#4c5c00',
    chart5: '#530010',
  },
  contrastDark: {
    canvas: '#000000',
    surface: '#000000',
    sunk: '#000000',
    line: '#ffffff',
    lineStrong: '#ffffff',
    ink: '#ffffff',
    muted: '#ffffff',
    subtle: '#9aa7ad',
    primary: '#9ff4f7',
    primaryHover: '#ffffff',
    onPrimary: '#000000',
    tint: '#000000',
    onTint: '#ffffff',
    accent: '#f2b772',
    accentInk: '#f2b772',
    success: '#a6f0b5',
    successTint: '#000000',
    warning: '#ffd97a',
    warningTint: '#000000',
    error: '#ffb3ab',
    errorTint: '#000000',
    info: '#b9d6ff',
    infoTint: '#000000',
    focus: '#d9d2ff',
    chart1: '#5ecad6',
    chart2: '#ffe3bd',
    chart3: '#a5a4ff',
    chart4: '#9cc400',
    chart5: '#c99aa0',
  },
};

/** The name of a token's CSS variable: `lineStrong` → `--p-line-strong`. */
export const variableName = (token: keyof Tokens): string =>
  `--p-${token.replace(/[A-Z0-9]/g, (letter) => `-${letter.toLowerCase()}`)}`;
