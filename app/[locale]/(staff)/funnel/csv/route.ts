import { getTranslations } from 'next-intl/server';
import { findActor } from '@/app/_server/page-actor';
import { problem } from '@/app/_server/problem';
import { pageRequest } from '@/app/_server/request';
import { refuse } from '@/lib/errors';
import { toLocale } from '@/lib/i18n';
import { systemClock } from '@/lib/platform/clock';
import { requestLog } from '@/lib/platform/logging';
import { readFunnel } from '../read-funnel';
import { stageNames } from '../stage-name';

/** The figures of the funnel's page as a file: the same reading, every figure in full. Refusals are problem documents. */
export async function GET(request: Request, { params }: Readonly<{ params: Promise<{ locale: string }> }>) {
  const { requestId } = await pageRequest();
  const about = { requestId, acceptLanguage: request.headers.get('accept-language') };
  try {
    const actor = await findActor({ kinds: ['partner', 'platform'] });
    if (!actor.ok) return await problem(actor.refusal, about);
    const query = new URL(request.url).searchParams;
    const wish = { template: query.get('template') ?? '', period: query.get('period') ?? '' };
    const read = await readFunnel(actor.value, wish, systemClock.now());
    if (!read.ok) return await problem(read.refusal, about);
    const { template, funnel, period } = read.value;
    if (!template || !funnel) return await problem(refuse('not_found').refusal, about);
    const locale = toLocale((await params).locale);
    const [nameOf, t] = await Promise.all([
      stageNames(template, locale),
      getTranslations({ locale, namespace: 'staff.funnel' }),
    ]);
    const lines = [
      [t('stageColumn'), t('flows'), t('conversion'), t('dropOff'), t('share')],
      ...funnel.stages.map(({ stage, flows, conversion, dropOff, share }) => [
        nameOf(stage),
        ...[flows, conversion ?? '', dropOff, share ?? ''].map(String),
      ]),
    ];
    // The mark at the start tells spreadsheets that this is UTF-8, without which Arabic arrives broken.
    const body = `\uFEFF${lines.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
    return new Response(body, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="funnel-${template.key}-${period}.csv"`,
        'cache-control': 'no-store',
        'x-request-id': requestId,
      },
    });
  } catch (err) {
    requestLog(requestId, { door: 'page' }).error({ err }, 'the file of the funnel failed unexpectedly');
    return problem(refuse('internal').refusal, about);
  }
}

/** Quoted, and never a formula: a section named `=…` must stay text in a spreadsheet. */
const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
