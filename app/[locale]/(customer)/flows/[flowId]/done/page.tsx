import Link from 'next/link';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { SecretReveal, type RevealTexts } from '@/components/onboarding/SecretReveal';
import { Arch } from '@/components/ui/Arch';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import { SummaryList } from '@/components/ui/SummaryList';
import { formatters, isolate } from '@/lib/i18n';
import { revealSecretAction } from '../../actions';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';
import { phaseOf } from '../../_server/read-status';
import { readDone, type DoneView } from '../../_server/read-done';
import { LaterAnswers } from '../../_server/task-notices';

export const metadata = { title: null };

/** The end of the onboarding: what exists now, the key for the one time that it is shown, and what comes next. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await flowPage(flowId, (tx, actor, locale) => readDone(tx, actor, { flowId, locale }));
  const { view, home } = page;
  if (phaseOf(view) !== 'done') redirect(`${home}/status`);
  const [t, common, provisioning, pipelines] = await Promise.all([
    getTranslations('status.done'),
    getTranslations('common'),
    getTranslations('provisioning.inventory'),
    getTranslations('pipelines'),
  ]);
  const title = t('panelTitle', { customer: view.header.customerName });
  return (
    <FlowFrame page={page} title={title}>
      <div className="stack stack--wide">
        <div className="panel-done">
          <Arch />
          <h1>{title}</h1>
          <p>
            {t('reference')} <Ltr code>{flowId.slice(-12)}</Ltr>
          </p>
        </div>
        {view.secrets.map((secret) => (
          <section key={secret.stepId} aria-labelledby={`secret-${secret.stepId}`} className="stack">
            <h2 id={`secret-${secret.stepId}`}>{secret.title}</h2>
            {secret.help ? <p>{secret.help}</p> : null}
            <Reveal secret={secret} view={view} home={home} locale={page.request.locale} />
          </section>
        ))}
        <section aria-labelledby="what-exists" className="stack">
          <h2 id="what-exists">{t('whatExists')}</h2>
          <SummaryList
            notProvided={common('notProvided')}
            rows={(view.run?.inventory ?? []).map(({ kind, name, status }) => ({
              id: `item-${kind}-${name}`,
              label: provisioning.has(`kind.${kind}` as 'kind.dataset')
                ? provisioning(`kind.${kind}` as 'kind.dataset')
                : kind,
              value: (
                <Ltr code wrap>
                  {name}
                </Ltr>
              ),
              note: provisioning(`status.${status}` as 'status.present'),
            }))}
          />
        </section>
        <LaterAnswers later={view.later} header={view.header} home={home} mayAnswer={view.mayGiveLater} />
        <section aria-labelledby="what-next" className="stack">
          <h2 id="what-next">{t('next')}</h2>
          <p>{t('nextText', { partner: view.header.ownerName })}</p>
          {hasPipelines(view) ? (
            <p>
              <Link href={`${home}/pipelines`} prefetch={false}>
                {pipelines('link')}
              </Link>
            </p>
          ) : null}
          <p>
            <Link href={`${home}/check`} prefetch={false}>
              {t('record')}
            </Link>
          </p>
        </section>
      </div>
    </FlowFrame>
  );
});

/** Whether there is a table in which pipelines are logged. */
const hasPipelines = ({ run }: DoneView): boolean =>
  (run?.inventory ?? []).some(
    ({ kind, name, status }) => kind === 'table' && name.endsWith('.pipeline_runs') && status !== 'removed',
  );

type RevealProps = Readonly<{ secret: DoneView['secrets'][number]; view: DoneView; home: string; locale: string }>;

async function Reveal({ secret, view, home, locale }: RevealProps) {
  const [t, common] = await Promise.all([getTranslations('status.reveal'), getTranslations('common')]);
  const texts: RevealTexts = {
    beforeTitle: t('beforeTitle'),
    before: t('before'),
    button: t('button'),
    pending: common('saving'),
    shownTitle: t('shownTitle'),
    shown: t('shown'),
    copy: t('copy'),
    copied: t('copied'),
    copyRefused: t('copyRefused'),
    hide: t('hide'),
  };
  const isOpen = secret.view.state === 'ready' && secret.view.mayReveal;
  return (
    <SecretReveal
      action={revealSecretAction}
      flowId={view.header.flowId}
      stepId={secret.stepId}
      doneHref={home}
      texts={texts}
      closed={isOpen ? undefined : <NotShown secret={secret} view={view} locale={locale} />}
    />
  );
}

async function NotShown({ secret, view, locale }: Omit<RevealProps, 'home'>) {
  const t = await getTranslations('status.reveal');
  const { state, shownAt, shownBy, fingerprint } = secret.view;
  const { ownerName, customerName, timeZone } = view.header;
  if (state !== 'shown' || !shownAt) {
    return (
      <InsetNotice tone="info">
        {t(state === 'ready' ? 'ownerOnly' : 'waiting', { customer: customerName })}
      </InsetNotice>
    );
  }
  const time = formatters({ locale, timeZone }).dateTime(shownAt);
  const title = shownBy === null ? t('already', { time }) : t('alreadyBy', { name: isolate(shownBy), time });
  return (
    <InsetNotice tone="info" title={title}>
      <p>{t('rotate', { partner: ownerName })}</p>
      {fingerprint ? (
        <p>
          {t('fingerprint')} <Ltr code>{fingerprint}</Ltr>
        </p>
      ) : null}
    </InsetNotice>
  );
}
