import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { currentSession } from '@/app/_server/page-actor';
import { pageRequest } from '@/app/_server/request';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import { preparedFlowsNow, readMails, readOutsideDoors } from '@/lib/demo';
import { config } from '@/lib/platform/config';
import { Arcade } from './Arcade';
import { Beginnings } from './Beginnings';
import { DemoFrame } from './DemoFrame';
import { OutsideDoors } from './OutsideDoors';
import { PreparedFlows } from './PreparedFlows';
import { StaffMatrix } from './StaffMatrix';

/** The way into the demo: every person with one click, a flow in every state, the mailbox and the ledger. */
export default guardedPage(async () => {
  if (config().mode !== 'demo') notFound();
  const [t, { locale }, session, flows, mails, doors] = await Promise.all([
    getTranslations('demo'),
    pageRequest(),
    currentSession(),
    preparedFlowsNow(),
    readMails(),
    readOutsideDoors(),
  ]);
  return (
    <DemoFrame title={t('title')}>
      <section className="demo-hero">
        <div className="demo-hero__words">
          <p className="demo-eyebrow">{t('eyebrow')}</p>
          <h1>{t('title')}</h1>
          <p className="lead">{t('lead')}</p>
          {session ? (
            <p className="small muted">
              {t('signedIn', { name: session.name || session.email })}{' '}
              <a href={`/${locale}/sign-out`}>{t('signOut')}</a>
            </p>
          ) : null}
        </div>
        <Arcade />
      </section>
      <Beginnings locale={locale} />
      {flows === null ? <InsetNotice tone="warning">{t('quiet')}</InsetNotice> : null}
      <PreparedFlows flows={new Map((flows ?? []).map((flow) => [flow.customerId, flow]))} locale={locale} />
      <StaffMatrix />
      {doors ? <OutsideDoors doors={doors} /> : null}
      <Behind locale={locale} mails={mails?.length ?? null} />
    </DemoFrame>
  );
});

async function Behind({ locale, mails }: Readonly<{ locale: string; mails: number | null }>) {
  const t = await getTranslations('demo.behind');
  return (
    <section className="demo-section" aria-labelledby="behind">
      <h2 id="behind">{t('title')}</h2>
      <div className="demo-behind">
        <div className="stack">
          <h3>{t('mailboxTitle')}</h3>
          <p>{mails === null ? t('mailboxSilent') : t('mailboxText', { count: mails })}</p>
          <LinkButton href={`/${locale}/demo/mailbox`} variant="secondary" prefetch={false}>
            {t('mailboxAction')}
          </LinkButton>
        </div>
        <div className="stack">
          <h3>{t('ledgerTitle')}</h3>
          <p>{t('ledgerText')}</p>
          <LinkButton href={`/${locale}/demo/ledger`} variant="secondary" prefetch={false}>
            {t('ledgerAction')}
          </LinkButton>
        </div>
        <div className="stack">
          <h3>{t('resetTitle')}</h3>
          <p>{t.rich('resetText', { code: (text) => <Ltr code>{text}</Ltr> })}</p>
        </div>
      </div>
    </section>
  );
}
