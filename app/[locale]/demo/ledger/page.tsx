import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageRequest } from '@/app/_server/request';
import { DataTable } from '@/components/ui/DataTable';
import { EmptyState } from '@/components/ui/EmptyState';
import { Icon } from '@/components/ui/Icon';
import { Ltr } from '@/components/ui/Ltr';
import { readLedger, type LedgerLine } from '@/lib/demo';
import { formatters } from '@/lib/i18n';
import { config } from '@/lib/platform/config';
import { DemoFrame } from '../DemoFrame';

const linesMax = 200;
const known = ['recipient', 'accepted', 'defer', 'reject', 'timeout', 'disconnect', 'effect', 'fault'] as const;

/** What the simulators saw on the wire. */
export default guardedPage(async () => {
  if (config().mode !== 'demo') notFound();
  const [t, mail, demo, { locale }, lines] = await Promise.all([
    getTranslations('demo.book'),
    getTranslations('demo.mail'),
    getTranslations('demo'),
    pageRequest(),
    readLedger(),
  ]);
  return (
    <DemoFrame title={t('title')}>
      <a className="back-link" href={`/${locale}/demo`}>
        <Icon name="back" />
        {demo('home')}
      </a>
      <h1>{t('title')}</h1>
      <p className="lead">{t('lead')}</p>
      {lines === null ? <EmptyState title={mail('silentTitle')}>{mail('silent')}</EmptyState> : null}
      {lines?.length === 0 ? <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState> : null}
      {lines && lines.length > 0 ? <Lines lines={lines.slice(0, linesMax)} /> : null}
    </DemoFrame>
  );
});

async function Lines({ lines }: Readonly<{ lines: readonly LedgerLine[] }>) {
  const [t, { locale }] = await Promise.all([getTranslations('demo.book'), pageRequest()]);
  const format = formatters({ locale, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  return (
    <DataTable
      caption={t('caption')}
      columns={[
        { id: 'what', label: t('what') },
        { id: 'to', label: t('to') },
        { id: 'system', label: t('system') },
        { id: 'time', label: t('time') },
      ]}
      rows={lines.map(({ at, system, what, to }, index) => ({
        id: String(index),
        cells: {
          what: t(`kinds.${known.find((kind) => kind === what) ?? 'other'}`),
          to: to ? <Ltr wrap>{to}</Ltr> : null,
          system: <Ltr>{system.toUpperCase()}</Ltr>,
          time: <time dateTime={at}>{format.dateTime(at)}</time>,
        },
      }))}
    />
  );
}
