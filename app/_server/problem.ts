import { getTranslations } from 'next-intl/server';
import { catalogue, type Refusal } from '@/lib/errors';
import { negotiateLocale } from '@/lib/i18n';
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

type Translate = (key: string, values?: Record<string, string | number>) => string;

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
  const translate = (await getTranslations({ locale })) as unknown as Translate;
  const args = Object.fromEntries(
    Object.entries(refusal.args).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]),
  );
  const body: Problem = {
    type: `${config().publicUrl}/${locale}/help/errors/${refusal.code}`,
    title: translate(`errors.${refusal.code}.title`, args),
    status,
    detail: translate(`errors.${refusal.code}.cause`, args),
    code: refusal.code,
    remedy: translate(`errors.${refusal.code}.remedy`, args),
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
