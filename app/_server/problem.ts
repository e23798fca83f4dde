import { catalogue, type Refusal } from '@/lib/errors';
import { negotiateLocale } from '@/lib/i18n';
import { translatorFor } from '@/lib/i18n/translator';
import { config } from '@/lib/platform/config';

/** The body of an error answer by RFC 9457, with our code, the request's id and where to read what to do. */
export type Problem = Readonly<{
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  remedy: string;
  requestId: string;
  retry: boolean;
  errors?: readonly Readonly<{
    field: string;
    code: string;
    args: Readonly<Record<string, string | number | boolean>>;
  }>[];
}>;

/**
 * The error answer of a REST route for a refusal: status from the catalogue, texts in the language that was asked for.
 * Never cached; `Retry-After` where waiting helps; nothing of the request is repeated in it.
 */
export async function problem(
  refusal: Refusal,
  request: Readonly<{ requestId: string; acceptLanguage: string | null }>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const locale = negotiateLocale(request.acceptLanguage);
  const { status, retry } = catalogue[refusal.code];
  const t = await translatorFor(locale);
  const body: Problem = {
    type: `${config().publicUrl}/${locale}/help/errors/${refusal.code}`,
    title: t.text(`errors.${refusal.code}.title`, refusal.args),
    status,
    detail: t.text(`errors.${refusal.code}.cause`, refusal.args),
    code: refusal.code,
    remedy: t.text(`errors.${refusal.code}.remedy`, refusal.args),
    requestId: request.requestId,
    retry,
    ...(refusal.fields ? { errors: fieldProblems(refusal.fields) } : {}),
  };
  const wait = refusal.args.retryAfterSeconds;
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': locale,
      'cache-control': 'no-store',
      'x-request-id': request.requestId,
      ...(typeof wait === 'number' ? { 'retry-after': String(wait) } : retry ? { 'retry-after': '5' } : {}),
      ...headers,
    },
  });
}

const fieldProblems = (fields: NonNullable<Refusal['fields']>): NonNullable<Problem['errors']> =>
  Object.entries(fields).flatMap(([field, problems]) => problems.map(({ code, args }) => ({ field, code, args })));
