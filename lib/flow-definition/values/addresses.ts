import type { ParsedValue } from './parsed';

/**
 * Why a text is not an e-mail address: `email_at` without exactly one ASCII `@`, else `email_format`. Null when it is.
 * Only addresses in ASCII, because not every mail system on the way accepts others.
 */
export function emailError(text: string): 'field.email_at' | 'field.email_format' | null {
  const parts = text.split('@');
  if (parts.length !== 2) return 'field.email_at';
  const [local = '', domain = ''] = parts;
  const goodLocal = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local);
  return goodLocal && local.length <= 64 && domain.length <= 253 && isHostName(domain) ? null : 'field.email_format';
}

/** Reads a web address; without a scheme `https://` is meant. Only http and https, with a host name, without a password. */
export function parseUrl(text: string): ParsedValue {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[a-z0-9.-]+\.[a-z]+:\d/i.test(text) ? text : `https://${text}`;
  let url: URL;
  try {
    url = new URL(full);
  } catch {
    return refused('field.url_format');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refused('field.url_scheme');
  if (url.username !== '' || url.password !== '') return refused('field.url_password');
  if (!isHostName(url.hostname) || /\s/.test(text)) return refused('field.url_format');
  return url.href.length > 2048 ? refused('field.too_long', { max: 2048 }) : { kind: 'value', value: url.href };
}

const refused = (code: string, args: Readonly<Record<string, number>> = {}): ParsedValue => ({
  kind: 'error',
  errors: [{ code, args }],
});

const isHostName = (host: string): boolean =>
  host.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/i.test(host);
