import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { isLocale, toLocale, type Locale } from '@/lib/i18n';
import { config } from '@/lib/platform/config';
import { uuidv7 } from '@/lib/platform/ids';

export type Scheme = 'light' | 'dark' | 'system';

/** What a page, an action or a route may know about the request it answers; none of it says who is asking. */
export type PageRequest = Readonly<{
  requestId: string;
  /** The nonce of this answer's content policy. */
  nonce: string | undefined;
  /** The host name without a port, as the browser sees it. */
  host: string;
  path: string;
  locale: Locale;
  scheme: Scheme;
  /** The network address of the other side, for limits only. */
  address: string;
}>;

/** The request being answered, read once. Works without the proxy too, which only adds path, nonce and id. */
export const pageRequest = cache(async (): Promise<PageRequest> => {
  const [list, jar] = await Promise.all([headers(), cookies()]);
  const path = list.get('x-portico-path') ?? '';
  const fromPath = path.split('/')[1];
  return {
    requestId: list.get('x-request-id') ?? uuidv7(),
    nonce: list.get('x-nonce') ?? undefined,
    host: list.get('x-portico-host') ?? (list.get('host') ?? '').replace(/:\d+$/, '').toLowerCase(),
    path,
    locale: isLocale(fromPath) ? fromPath : toLocale(list.get('x-next-intl-locale')),
    scheme: toScheme(jar.get(schemeCookie)?.value),
    address: networkAddress(list),
  };
});

/** The cookie that keeps the colour scheme; not tied to a session, so that it also holds before signing in. */
export const schemeCookie = 'portico-scheme';

/** A scheme from outside; anything else follows the system. */
export const toScheme = (value: unknown): Scheme => (value === 'light' || value === 'dark' ? value : 'system');

/** The partner's name in a host such as `northwind.localhost` or `northwind.example.com` under our public address. */
export function partnerOfHost(host: string, publicUrl: string = config().publicUrl): string | null {
  const base = new URL(publicUrl).hostname;
  for (const suffix of new Set([`.${base}`, '.localhost'])) {
    const name = host.endsWith(suffix) ? host.slice(0, -suffix.length) : '';
    if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return name;
  }
  return null;
}

/** Which address a limit counts against: the last hop that our side has written down. */
export const networkAddress = (list: Pick<Headers, 'get'>): string =>
  list.get('x-forwarded-for')?.split(',').at(-1)?.trim() || 'unknown';

/** A path of one of our pages, as a form posts it to come back to; anything else is the fallback. */
export function ownPath(text: unknown, fallback: string): string {
  if (typeof text !== 'string' || !/^\/[\w\-./~%]{1,500}$/.test(text)) return fallback;
  return isLocale(text.split('/')[1]) ? text : fallback;
}
