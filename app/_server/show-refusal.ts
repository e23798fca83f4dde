import { catalogue, type FieldRefusal, type Refusal } from '@/lib/errors';
import type { Locale } from '@/lib/i18n';
import { translatorFor, type Translator } from '@/lib/i18n/translator';
import type { ShownRefusal } from './form-state';

/** Puts a refusal into the reader's words: title, cause and remedy by its code, and one sentence per field problem. */
export async function showRefusal(
  refusal: Refusal,
  request: Readonly<{ locale: Locale; requestId: string }>,
): Promise<ShownRefusal> {
  const { code, args, fields = {}, detail = {} } = refusal;
  const t = await translatorFor(request.locale);
  return {
    code,
    title: t.text(`errors.${code}.title`, args),
    cause: t.text(`errors.${code}.cause`, args),
    remedy: t.text(`errors.${code}.remedy`, args),
    requestId: request.requestId,
    retry: catalogue[code].retry,
    fields,
    errors: Object.fromEntries(
      Object.entries(fields).map(([field, problems]) => [field, problems.map((problem) => sentence(t, problem))]),
    ),
    detail,
  };
}

/** The sentence for a field problem; a code without a text of its own gets the general one. */
const sentence = (t: Translator, { code, args }: FieldRefusal): string =>
  t.has(code) ? t.text(code, args) : t.text('errors.field_invalid');
