'use client';

import '@/app/globals.css';
import { useEffect, useState } from 'react';
import { ErrorView } from '@/components/layout/ErrorView';
import { defaultLocale, isLocale, type Locale } from '@/lib/i18n/locales';
import { direction } from '@/lib/i18n/direction';
import { isolateLtr } from '@/lib/i18n/isolate';
import ar from '@/messages/ar/system.json';
import en from '@/messages/en/system.json';

const texts = { en: en.error, ar: ar.error } satisfies Record<Locale, unknown>;

type Props = Readonly<{ error: Error & { digest?: string }; reset: () => void }>;

/** The last resort, when the layout itself failed: it brings its own document and texts. */
export default function GlobalError({ error, reset }: Props) {
  const [locale, setLocale] = useState<Locale>(defaultLocale);
  useEffect(() => {
    const first = window.location.pathname.split('/')[1];
    if (isLocale(first)) setLocale(first);
  }, []);
  const { reference, ...rest } = texts[locale];
  return (
    <html lang={locale} dir={direction(locale)}>
      <body>
        <ErrorView
          texts={{
            ...rest,
            ...(error.digest ? { reference: reference.replace('<ltr>{id}</ltr>', isolateLtr(error.digest)) } : {}),
          }}
          homeHref={`/${locale}`}
          onRetry={reset}
        />
      </body>
    </html>
  );
}
