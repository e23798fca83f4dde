import { describe, expect, it } from 'vitest';
import { createPorticoTheme } from './create-portico-theme';

describe('createPorticoTheme', () => {
  it('takes its colours from the variables of the page', () => {
    const theme = createPorticoTheme({ dir: 'rtl' });
    expect(theme.direction).toBe('rtl');
    expect(theme.palette.primary.main).toBe('var(--p-primary)');
    expect(theme.palette.error.contrastText).toBe('var(--p-surface)');
    expect(theme.palette.text.secondary).toBe('var(--p-muted)');
  });
  it('respects people who ask for less motion, and writes buttons as they are spelt', () => {
    const theme = createPorticoTheme({ dir: 'ltr', density: 'compact' });
    expect(theme.motion.reducedMotion).toBe('system');
    expect(theme.typography.button.textTransform).toBe('none');
  });
});
