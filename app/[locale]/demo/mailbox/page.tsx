import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageRequest } from '@/app/_server/request';
import { DataTable } from '@/components/ui/DataTable';
import { EmptyState } from '@/components/ui/EmptyState';
import { Icon } from '@/components/ui/Icon';
import { Ltr } from '@/components/ui/Ltr';
import { readMails, type DemoMail } from '@/lib/demo';
import { formatters } from '@/lib/i18n';
import { config } from '@/lib/platform/config';
import { DemoFrame } from '../DemoFrame';
import { Letter } from './Letter';

type Search = Readonly<{ to?: string | string[]; mail?: string | string[]; page?: string | string[] }>;
type Props = Readonly<{ searchParams: Promise<Search> }>;

const mailsPerPage = 25;

/** The mails that the demo's mail server caught: all, those of one address (`?to=`), or one (`?mail=`). */
export default guardedPage<Props>(async ({ searchParams }) => {
  if (config().mode !== 'demo') notFound();
  const [t, demo, { locale }, search, mails] = await Promise.all([
    getTranslations('demo.mail'),
    getTranslations('demo'),
    pageRequest(),
    searchParams,
    readMails(),
  ]);
  const home = `/${locale}/demo/mailbox`;
  const to = typeof search.to === 'string' ? search.to.toLowerCase() : null;
  const chosen = typeof search.mail === 'string' ? mails?.find(({ id }) => id === search.mail) : undefined;
  if (mails && typeof search.mail === 'string') {
    return (
      <DemoFrame title={chosen?.subject || t('title')}>
        <a className="back-link" href={to ? `${home}?to=${encodeURIComponent(to)}` : home}>
          <Icon name="back" />
          {t('back')}
        </a>
        {chosen ? <Letter mail={chosen} /> : <EmptyState title={t('emptyTitle')}>{t('gone')}</EmptyState>}
      </DemoFrame>
    );
  }
  const wanted = (mails ?? []).filter((mail) => to === null || mail.to.includes(to));
  return (
    <DemoFrame title={t('title')}>
      <a className="back-link" href={`/${locale}/demo`}>
        <Icon name="back" />
        {demo('home')}
      </a>
      <h1>{t('title')}</h1>
      <p className="lead">{t('lead')}</p>
      {to === null ? null : (
        <p className="cluster">
          <strong>{t.rich('of', { address: to, to: (text) => <Ltr wrap>{text}</Ltr> })}</strong>
          <a href={home}>{t('all')}</a>
        </p>
      )}
      {mails === null ? <EmptyState title={t('silentTitle')}>{t('silent')}</EmptyState> : null}
      {mails !== null && wanted.length === 0 ? <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState> : null}
      {wanted.length > 0 ? <MailList mails={wanted} home={home} to={to} page={Number(search.page) || 1} /> : null}
    </DemoFrame>
  );
});

type ListProps = Readonly<{ mails: readonly DemoMail[]; home: string; to: string | null; page: number }>;

async function MailList({ mails, home, to, page }: ListProps) {
  const [t, { locale }] = await Promise.all([getTranslations('demo.mail'), pageRequest()]);
  const format = formatters({ locale, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  const last = Math.ceil(mails.length / mailsPerPage);
  const current = Math.min(Math.max(Math.trunc(page), 1), last);
  const href = (more: Readonly<Record<string, string>>) =>
    `${home}?${new URLSearchParams({ ...(to ? { to } : {}), ...more }).toString()}`;
  return (
    <>
      <DataTable
        caption={t('caption')}
        columns={[
          { id: 'subject', label: t('subject') },
          { id: 'to', label: t('to') },
          { id: 'time', label: t('time') },
        ]}
        rows={mails.slice((current - 1) * mailsPerPage, current * mailsPerPage).map((mail) => ({
          id: mail.id,
          cells: {
            subject: (
              <a href={href({ mail: mail.id })}>
                <bdi>{mail.subject || t('noSubject')}</bdi>
              </a>
            ),
            to: <Ltr wrap>{mail.to.join(', ')}</Ltr>,
            time: <time dateTime={mail.at}>{format.dateTime(mail.at)}</time>,
          },
        }))}
      />
      {last > 1 ? (
        <nav className="cluster" aria-label={t('pages')}>
          {current > 1 ? <a href={href({ page: String(current - 1) })}>{t('newer')}</a> : null}
          {current < last ? <a href={href({ page: String(current + 1) })}>{t('older')}</a> : null}
        </nav>
      ) : null}
    </>
  );
}
