import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { ShellLink, ShellTexts } from '@/components/layout/CustomerShell';
import { localeNames, locales } from '@/lib/i18n';
import { pageRequest } from './request';
import { SchemeSwitch } from './SchemeSwitch';
import { readSessionToken } from './session-cookie';

export type PageFrame = Readonly<{
  texts: ShellTexts;
  /** This page in the other language. */
  language: ShellLink;
  help: ShellLink;
  /** One's own ways of signing in, where the browser has a session. */
  footerLinks: readonly ShellLink[];
  /** The choice of light and dark, for the foot of the page. */
  footerEnd: ReactNode;
}>;

/** What every frame (`CustomerShell`, `AuthShell`) shows beside its content, in the reader's language. */
export async function pageFrame(): Promise<PageFrame> {
  const [{ locale, path }, t, security, token] = await Promise.all([
    pageRequest(),
    getTranslations('common'),
    getTranslations('auth.security'),
    readSessionToken(),
  ]);
  const other = locales.find((candidate) => candidate !== locale) ?? locale;
  const rest = path.startsWith(`/${locale}`) ? path.slice(locale.length + 1) : '';
  return {
    texts: { skip: t('skip'), header: t('header'), footer: t('footer') },
    language: { href: `/${other}${rest}`, label: localeNames[other], lang: other },
    help: { href: `/${locale}/help`, label: t('help') },
    footerLinks: token ? [{ href: `/${locale}/account/security`, label: security('title') }] : [],
    footerEnd: <SchemeSwitch />,
  };
}
