import type { z } from 'zod';
import { requestLog } from '@/lib/platform/logging';
import { formValues, type FormValues } from './form';
import { pageRequest, type PageRequest } from './request';

export type PageRouteContext<Input> = Readonly<{
  input: Input;
  posted: FormValues;
  request: PageRequest;
  /** What stands behind the question mark. */
  search: URLSearchParams;
}>;

export type PageRouteOptions<Input> = Readonly<{
  /** The name in logs. */
  name: string;
  /** Parses the posted fields. */
  input: z.ZodType<Input>;
  run: (context: PageRouteContext<Input>) => Promise<Response>;
  /** The answer to an unexpected error, after it has been logged; a bare 500 without. */
  failed?: (posted: FormValues, request: PageRequest) => Promise<Response>;
}>;

/**
 * A place below the pages that takes a posted form and is no server action: what a script sends as its page goes away, and
 * forms that must be taken whichever build their page came from. It lies behind the guard of all posts, so only our own
 * pages reach it; who is asking and what they may do is asked by `run`. Answers 400 for a form that does not parse.
 */
export function pageRoute<Input>(options: PageRouteOptions<Input>): (request: Request) => Promise<Response> {
  return async (request) => {
    const page = await pageRequest();
    const posted = formValues(await request.formData());
    const parsed = options.input.safeParse(posted);
    if (!parsed.success) return new Response(null, { status: 400 });
    try {
      const search = new URL(request.url).searchParams;
      return await options.run({ input: parsed.data, posted, request: page, search });
    } catch (err) {
      requestLog(page.requestId, { door: 'page' }).error({ err, route: options.name }, 'a route failed unexpectedly');
      return options.failed ? options.failed(posted, page) : new Response(null, { status: 500 });
    }
  };
}

/** To another page, as a path without a host: the browser stays on the one it knows, whatever stands between. */
export const seeOther = (path: string): Response =>
  new Response(null, { status: 303, headers: { location: path, 'cache-control': 'no-store' } });
