import type { Instrumentation } from 'next';

/** Runs once when the web process starts, before its first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const [{ config }, { proveRootKeys }, { cleanIncoming }, { trackExchanges }] = await Promise.all([
    import('@/lib/platform/config'),
    import('@/lib/crypto'),
    import('@/lib/platform/http/clean-incoming'),
    import('@/app/_server/response-status'),
  ]);
  if (config().keyProvider.kind !== 'file') await proveRootKeys();
  cleanIncoming(config().trustedProxy);
  trackExchanges();
}

/** Records an unexpected error of a page with the digest that the person is shown, once, without the request's body. */
export const onRequestError: Instrumentation.onRequestError = async (err, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { requestLog } = await import('@/lib/platform/logging');
  const id = request.headers['x-request-id'];
  requestLog(typeof id === 'string' ? id : 'unknown', { door: 'page' }).error(
    { err, method: request.method, path: request.path.split('?')[0], route: context.routePath },
    'a page failed unexpectedly',
  );
};
