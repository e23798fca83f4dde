/**
 * Where to go after signing in: a path of this site, else null. Read by the same parser as the browser's, so that
 * backslashes, tabs, dots and schemes cannot lead elsewhere; the API and the sign-in pages themselves are no places to
 * return to.
 */
export function safeReturnPath(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > 512 || !text.startsWith('/')) return null;
  let url: URL;
  try {
    url = new URL(text, origin);
  } catch {
    return null;
  }
  const path = url.pathname + url.search;
  if (url.origin !== origin || path.startsWith('//') || path.length > 512) return null;
  return /^\/(?:api|_next)(?:\/|$)|^\/[a-z-]+\/sign-(?:in|out)(?:\/|$|\?)/i.test(path) ? null : path;
}

const origin = 'http://portico.invalid';
