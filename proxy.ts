import { NextResponse, type NextRequest } from 'next/server';
import { bodyBytesMax, fileBodyBytesMax, guardBody, guardHead, type GuardRefusal } from '@/app/_server/action-guard';
import { isFromOldBuild } from '@/app/_server/known-actions';
import { defaultLocale, isLocale, negotiateLocale } from '@/lib/i18n/locales';
import { uuidv7 } from '@/lib/platform/ids';

/**
 * What every page request passes, and nothing else: the language in the path, a nonce for the content policy, a request
 * id, and the guard before server actions. It decides nothing about rights: those are decided where the data is, and
 * hold just the same without this file. REST and static files do not come here.
 */
export const config = { matcher: ['/((?!api/|_next/static/|_next/image|icon\\.svg$|favicon\\.ico$|robots\\.txt$).*)'] };

export async function proxy(request: NextRequest): Promise<Response> {
  const requestId = uuidv7();
  const address = addressOf(request);
  if (!address) return refusal({ status: 400, reason: 'host unreadable' }, requestId);

  const header = (name: string) => request.headers.get(name);
  const refusedHead = guardHead({ method: request.method, header, host: address.host, bodyBytesMax: takes(request) });
  if (refusedHead) return refusal(refusedHead, requestId);
  const post = request.method === 'POST' ? await postOf(request) : null;
  const refused = post && (await guardBody(post, post.body));
  if (refused) return refusal(refused, requestId);

  const { pathname, search } = request.nextUrl;
  const first = pathname.split('/')[1] ?? '';
  if (!isLocale(first)) {
    if (request.method === 'POST') return refusal({ status: 400, reason: 'language missing' }, requestId);
    const rest = pathname === '/' ? '' : pathname;
    const target = new URL(`/${negotiateLocale(header('accept-language'))}${rest}${search}`, address.origin);
    return withIds(NextResponse.redirect(target, 307), requestId);
  }

  const place = `/${first}/flows/drafts/sent`;
  if (post && pathname !== place && (await isOldPage(post))) {
    // The browser sends the same once more, to a place that every build has.
    const target = new URL(`${place}?updated=1`, address.origin);
    return withIds(NextResponse.redirect(target, 307), requestId);
  }

  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  const policy = contentPolicy(nonce, address.origin.startsWith('https:'));
  const headers = new Headers(request.headers);
  // Next compares Origin with the forwarded host, so a forged one must not reach it.
  headers.set('x-forwarded-host', address.host);
  headers.set('x-forwarded-proto', address.origin.slice(0, address.origin.indexOf(':')));
  headers.set('x-request-id', requestId);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  headers.set('x-portico-host', address.hostname);
  headers.set('x-portico-path', pathname);
  headers.set('x-next-intl-locale', first || defaultLocale);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return withIds(response, requestId);
}

/** Whoever is signed in may bring files to the pages of a flow; nobody else brings more than a form. */
const takes = ({ nextUrl, cookies }: NextRequest): number =>
  /^\/[a-z]{2}\/flows\/[0-9a-f-]{36}\//.test(nextUrl.pathname) &&
  (cookies.has('portico-session') || cookies.has('__Host-portico-session'))
    ? fileBodyBytesMax
    : bodyBytesMax;

/**
 * The policy of a page: scripts and style elements only with this answer's nonce, no inline attribute of either kind,
 * nothing from another origin, never in a frame. Style sheets of our own origin need no nonce.
 */
function contentPolicy(nonce: string, secure: boolean): string {
  const development = process.env.NODE_ENV === 'development';
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "script-src-attr 'none'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

/**
 * Where the browser believes to be. Forwarded headers count only when the operator says that all traffic comes through
 * a proxy that sets them (`TRUSTED_PROXY=1`): with one brand per host, a forged host would be another partner's page.
 */
function addressOf(request: NextRequest): URL | null {
  const trusted = /^(1|true|yes)$/i.test(process.env.TRUSTED_PROXY ?? '');
  const forwarded = (name: string) => (trusted ? request.headers.get(name)?.split(',')[0]?.trim() : undefined);
  const host = forwarded('x-forwarded-host') ?? request.headers.get('host');
  const scheme = forwarded('x-forwarded-proto') ?? 'http';
  if (!host || !/^[a-z0-9.-]{1,253}(:\d{1,5})?$|^\[[0-9a-f:.]{2,45}\](:\d{1,5})?$/i.test(host)) return null;
  try {
    return new URL(`${scheme === 'https' ? 'https' : 'http'}://${host.toLowerCase()}`);
  } catch {
    return null;
  }
}

/** A post as the guard looks at it; the body is read once, here. */
async function postOf(request: NextRequest) {
  return {
    contentType: request.headers.get('content-type') ?? '',
    isFetchAction: request.headers.has('next-action'),
    body: await request.arrayBuffer(),
  };
}

/** A page of questions, posted without a script, that an older version of the product had made. */
async function isOldPage({ contentType, isFetchAction, body }: Awaited<ReturnType<typeof postOf>>): Promise<boolean> {
  if (isFetchAction) return false;
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
  return form.has('flowId') && form.has('stepId') && isFromOldBuild(form);
}

/** A refusal of the guard: plain text, because it answers programs and attackers, with the id to ask about. */
function refusal({ status, reason }: GuardRefusal, requestId: string): Response {
  const response = new NextResponse(`${status} ${reason}\nrequest ${requestId}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
  if (status === 405) response.headers.set('allow', 'GET, HEAD, POST');
  return withIds(response, requestId);
}

function withIds<T extends Response>(response: T, requestId: string): T {
  response.headers.set('x-request-id', requestId);
  return response;
}
