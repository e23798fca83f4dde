import type { Locale } from '@/lib/i18n';
import { direction } from '@/lib/i18n/direction';
import { translatorFor } from '@/lib/i18n/translator';
import { resendFields } from './resend-fields';
import type { FormValues } from './form';

/**
 * A page that needs nothing but the texts: what was sent could not be kept, everything is still in it, and its button sends
 * it again. For the moment in which no other page can be made.
 */
export async function resendDocument(posted: FormValues, locale: Locale): Promise<Response> {
  const t = await translatorFor(locale);
  const text = (key: string): string => escaped(t.text(`draft.resend.${key}`));
  const inputs = resendFields(posted).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const html = `<!doctype html><html lang="${locale}" dir="${direction(locale)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${text('title')}</title></head>
<body data-state="not-kept"><main><h1>${text('title')}</h1><p>${text('text')}</p>
<form method="post" action="/${locale}/flows/drafts/sent" enctype="multipart/form-data">${inputs.join('')}
<button type="submit">${text('action')}</button></form></main></body></html>`;
  return new Response(html, {
    status: 503,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'retry-after': '5' },
  });
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
