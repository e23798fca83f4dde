'use client';

import { ThemeProvider } from '@mui/material/styles';
import { AppRouterCacheProvider } from '@mui/material-nextjs/v16-appRouter';
import rtlPlugin from '@mui/stylis-plugin-rtl';
import { useState, type ReactNode } from 'react';
import { createPorticoTheme } from '@/lib/branding/create-portico-theme';
import type { Direction } from '@/lib/i18n';

type Props = Readonly<{
  dir: Direction;
  /** The nonce of the answer being rendered. */
  nonce?: string | undefined;
  density?: 'comfortable' | 'compact';
  children: ReactNode;
}>;

/**
 * MUI for staff and partner pages, and only there: its runtime costs a customer's page 40 KB. The plug-ins are
 * functions, which cannot come from a server component, so the style cache is chosen here; each direction has its own.
 */
export function MuiProvider({ dir, nonce, density = 'comfortable', children }: Props) {
  // After a soft navigation the server's nonce belongs to another answer; the document's own is what the policy knows.
  const [documentNonce] = useState(() => (typeof document === 'undefined' ? nonce : (nonceOfDocument() ?? nonce)));
  const [theme] = useState(() => createPorticoTheme({ dir, density }));
  const rtl = dir === 'rtl';
  return (
    <AppRouterCacheProvider
      options={{
        key: rtl ? 'muirtl' : 'mui',
        ...(documentNonce ? { nonce: documentNonce } : {}),
        // Vendor prefixes are left out: no browser we support needs them, and stylis' own prefixer fails on the older
        // stylis inside emotion.
        stylisPlugins: rtl ? [rtlPlugin] : [],
      }}
    >
      <ThemeProvider theme={theme}>{children}</ThemeProvider>
    </AppRouterCacheProvider>
  );
}

const nonceOfDocument = (): string | undefined =>
  document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce || undefined;
