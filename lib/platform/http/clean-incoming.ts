import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

const forwarded = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
];
/** Headers by which our own proxy step speaks to pages, and Next to itself: from outside they are always forged. */
const internal = [
  'x-action-forwarded',
  'x-middleware-subrequest',
  'x-next-intl-locale',
  'x-nonce',
  'x-portico-host',
  'x-portico-path',
  'x-request-id',
];

/**
 * Makes every request of this process fit to be answered, before anything reads it. Takes headers that only our own side may set from every request of this process, before anything reads them: limits
 * count addresses, pages choose a partner by host, and neither may believe the visitor. With a trusted proxy in front,
 * what it forwards stays. Call once, at start.
 */
export function cleanIncoming(trustedProxy: boolean): void {
  const names = trustedProxy ? internal : [...internal, ...forwarded];
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    for (const name of names) delete request.headers[name];
    if (request.url) request.url = readablePath(request.url);
    // The web's own request type cannot hold these methods: Next would fail on them. Any unknown word is refused.
    if (request.method === 'TRACE' || request.method === 'CONNECT' || request.method === 'TRACK')
      request.method = 'REFUSED';
  });
}

/** A path whose percent signs do not decode is taken literally: it then names nothing, instead of failing inside Next. */
export function readablePath(url: string): string {
  try {
    decodeURIComponent(url.split('?')[0] ?? '');
    return url;
  } catch {
    const [path = '', ...query] = url.split('?');
    return [path.replaceAll('%', '%25'), ...query].join('?');
  }
}
