import type { Metadata, Viewport } from 'next';
import { notFound } from 'next/navigation';
import { setRequestLocale } from 'next-intl/server';
import type { ReactNode } from 'react';
import '@/app/globals.css';
import { ClientMessages } from '@/app/_server/client-messages';
import { pageRequest } from '@/app/_server/request';
import { LiveRegions } from '@/components/ui/LiveRegions';
import { direction, isLocale } from '@/lib/i18n';

type Props = Readonly<{ children: ReactNode; params: Promise<{ locale: string }> }>;

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

/** No title here: a page's own `<title>`, which can say "Error:", would come second to it. */
export const metadata: Metadata = { robots: { index: false, follow: false }, referrer: 'same-origin' };

/** The document: language, direction, colour scheme, and the places from which the page speaks. */
export default async function RootLayout({ children, params }: Props) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  setRequestLocale(locale);
  const { scheme, requestId } = await pageRequest();
  return (
    <html lang={locale} dir={direction(locale)} data-scheme={scheme}>
      <head>
        <meta name="request-id" content={requestId} />
      </head>
      <body>
        <ClientMessages surfaces={[]}>{children}</ClientMessages>
        <LiveRegions />
      </body>
    </html>
  );
}
