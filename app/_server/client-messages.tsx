import { NextIntlClientProvider, type Messages } from 'next-intl';
import { getLocale } from 'next-intl/server';
import type { ReactNode } from 'react';
import { toLocale } from '@/lib/i18n';
import { loadMessages } from '@/lib/i18n/messages';

type Props = Readonly<{ surfaces: readonly (keyof Messages)[]; children: ReactNode }>;

/**
 * Gives client components below it the texts of the named surfaces and no others: every text given here travels with
 * the page. A page that wraps itself again names what it needs beside `common` and `form`, which are always there.
 */
export async function ClientMessages({ surfaces, children }: Props) {
  const locale = toLocale(await getLocale());
  const all = await loadMessages(locale);
  const wanted = [...new Set<keyof Messages>(['common', 'form', ...surfaces])];
  const messages = {
    ...Object.fromEntries(wanted.map((surface) => [surface, all[surface]])),
    system: { error: all.system.error },
  };
  return (
    <NextIntlClientProvider locale={locale} messages={messages} timeZone="UTC">
      {children}
    </NextIntlClientProvider>
  );
}
