import { getTranslations } from 'next-intl/server';
import { catalogue, type FieldRefusal, type Refusal } from '@/lib/errors';
import type { Locale } from '@/lib/i18n';
import type { ShownRefusal } from './form-state';

type Translate = ((key: string, values?: Record<string, string | number>) => string) & {
  has: (key: string) => boolean;
};

/** Puts a refusal into the reader's words: title, cause and remedy by its code, and one sentence per field problem. */
export async function showRefusal(
  refusal: Refusal,
  request: { locale: Locale; requestId: string },
): Promise<ShownRefusal> {
  const { code, args, fields = {}, detail = {} } = refusal;
  const translate = (await getTranslations({ locale: request.locale })) as unknown as Translate;
  const values = plain(args);
  return {
    code,
    title: translate(`errors.${code}.title`, values),
    cause: translate(`errors.${code}.cause`, values),
    remedy: translate(`errors.${code}.remedy`, values),
    requestId: request.requestId,
    retry: catalogue[code].retry,
    fields,
    errors: Object.fromEntries(
      Object.entries(fields).map(([field, problems]) => [
        field,
        problems.map((problem) => sentence(translate, problem)),
      ]),
    ),
    detail,
  };
}

/** The sentence for a field problem; a code without a text of its own gets the general one. */
function sentence(translate: Translate, { code, args }: FieldRefusal): string {
  return translate.has(code) ? translate(code, plain(args)) : translate('errors.field_invalid');
}

const plain = (args: Refusal['args']): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]),
  );
