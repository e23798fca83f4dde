import { createTheme, enhanceHighContrast, type Theme } from '@mui/material/styles';
import type { Localization } from '@mui/material/locale';
import { variableName, type Tokens } from './tokens';

type Options = Readonly<{ dir: 'ltr' | 'rtl'; locale?: Localization; density?: 'comfortable' | 'compact' }>;

/**
 * The theme of MUI on staff and partner pages. Its colours *are* the page's CSS variables, so one theme serves every
 * partner, light and dark and high contrast, and changing the scheme renders nothing again. Everything that makes a
 * page look like MUI is off: ripples, capitals, shadows, floating labels.
 */
export const createPorticoTheme = ({ dir, locale = {}, density = 'comfortable' }: Options): Theme =>
  enhanceHighContrast(
    createTheme(
      {
        cssVariables: { nativeColor: true, cssVarPrefix: 'm', disableCssColorScheme: true },
        direction: dir,
        spacing: 4,
        shape: { borderRadius: 4 },
        palette,
        typography,
        focusVisible: { outlineWidth: 3, outlineOffset: 2, outlineColor: token('focus') },
        motion: { reducedMotion: 'system' },
        components: {
          MuiButtonBase: { defaultProps: { disableRipple: true } },
          MuiButton: {
            defaultProps: { disableElevation: true },
            styleOverrides: { root: { borderRadius: 6, minHeight: controlHeight[density] } },
          },
          MuiIconButton: {
            styleOverrides: { root: { minWidth: controlHeight.compact, minHeight: controlHeight.compact } },
          },
          MuiTextField: { defaultProps: { slotProps: { inputLabel: { shrink: true } } } },
          MuiAccordion: {
            defaultProps: { disableGutters: true, elevation: 0, slotProps: { heading: { component: 'h2' } } },
          },
          MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
          MuiTable: { defaultProps: { size: density === 'compact' ? 'small' : 'medium' } },
          MuiLink: { defaultProps: { underline: 'always' } },
        },
      },
      locale,
    ),
  );

/** Heights in px; even the compact one leaves room for the least target of 24. */
const controlHeight = { comfortable: 40, compact: 32 } as const;

const token = (name: keyof Tokens): string => `var(${variableName(name)})`;

const tone = (main: keyof Tokens, tint: keyof Tokens, onMain: keyof Tokens = 'surface') => ({
  main: token(main),
  dark: token(main),
  light: token(tint),
  contrastText: token(onMain),
});

const palette = {
  primary: { ...tone('primary', 'tint', 'onPrimary'), dark: token('primaryHover') },
  secondary: tone('ink', 'sunk'),
  success: tone('success', 'successTint'),
  warning: tone('warning', 'warningTint'),
  error: tone('error', 'errorTint'),
  info: tone('info', 'infoTint'),
  text: { primary: token('ink'), secondary: token('muted'), disabled: token('subtle') },
  background: { default: token('canvas'), paper: token('surface') },
  divider: token('line'),
  action: { hover: token('sunk'), selected: token('tint') },
};

const typography = {
  fontFamily: 'var(--p-font-text)',
  fontSize: 15,
  button: { textTransform: 'none', fontWeight: 600 },
  h1: { fontFamily: 'var(--p-font-heading)', fontWeight: 'var(--p-heading-weight)', fontSize: '1.625rem' },
  h2: { fontWeight: 600, fontSize: '1.125rem' },
  h3: { fontWeight: 600, fontSize: '1rem' },
} as const;
