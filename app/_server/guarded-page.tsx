import { unstable_rethrow } from 'next/navigation';
import type { ReactNode } from 'react';
import { requestLog } from '@/lib/platform/logging';
import { ErrorPage } from './ErrorPage';
import { NotFoundPage } from './NotFoundPage';
import { pageRequest } from './request';
import { setDocumentStatus } from './response-status';

/**
 * Makes a page that always has something to read, also without JavaScript: `notFound()` thrown inside shows our page
 * with status 404, an unexpected error is logged once and shows ours with 500, the request's id, and what became of
 * the answers. Redirects pass. Wrap the default export of every page that reads data: `export default guardedPage(…)`.
 */
export function guardedPage<Props>(render: (props: Props) => Promise<ReactNode>): (props: Props) => Promise<ReactNode> {
  return async function GuardedPage(props) {
    try {
      return await render(props);
    } catch (err) {
      if (isNotFound(err)) {
        setDocumentStatus(404);
        return <NotFoundPage />;
      }
      unstable_rethrow(err);
      const { requestId } = await pageRequest();
      requestLog(requestId, { door: 'page' }).error({ err }, 'a page failed unexpectedly');
      setDocumentStatus(500);
      return <ErrorPage reference={requestId} />;
    }
  };
}

const isNotFound = (err: unknown): boolean =>
  typeof err === 'object' && err !== null && 'digest' in err && err.digest === 'NEXT_HTTP_ERROR_FALLBACK;404';
