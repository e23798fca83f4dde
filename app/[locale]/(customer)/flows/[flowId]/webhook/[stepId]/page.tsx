import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { AutoRefresh } from '@/components/onboarding/AutoRefresh';
import { StepHead } from '@/components/onboarding/StepHead';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { formatters } from '@/lib/i18n';
import { getHookView, type HookFacts, type HookView } from '@/lib/webhooks';
import { FlowFrame } from '../../../_server/FlowFrame';
import { flowPage } from '../../../_server/flow-page';
import { nameHookAction } from './actions';
import { HookSecret, HookTest, HookTrouble, HookValues } from './hook-parts';
import { HookNameForm } from './HookNameForm';

export const metadata = { title: null };

type Props = Readonly<{
  params: Promise<{ flowId: string; stepId: string }>;
  searchParams: Promise<Readonly<{ done?: string }>>;
}>;

/** Where a customer sets deliveries of their own system up, and sees the first one arrive. */
export default guardedPage<Props>(async ({ params, searchParams }) => {
  const [{ flowId, stepId }, { done }] = await Promise.all([params, searchParams]);
  const page = await flowPage(flowId, (tx, actor, locale) => getHookView(tx, actor, { flowId, stepId, locale }));
  const { view, home, request } = page;
  const { hook } = view;
  const [t, common] = await Promise.all([getTranslations('webhooks'), getTranslations('common')]);
  return (
    <FlowFrame page={page} title={view.title}>
      <StepNavigation href={home} label={common('back')} />
      <StepHead
        caption={`${view.sectionTitle} · ${view.taskTitle}`}
        title={view.title}
        help={view.help}
        why={null}
        position={null}
      />
      {hook ? (
        <div className="stack stack--wide">
          <Waiting view={view} hook={hook} locale={request.locale} />
          {view.mayChange ? null : (
            <InsetNotice tone="info">{t('readOnly', { customer: view.header.customerName })}</InsetNotice>
          )}
          <section aria-labelledby="values" className="stack">
            <h2 id="values">{t('values')}</h2>
            <HookValues hook={hook} />
          </section>
          <HookSecret view={view} hook={hook} locale={request.locale} />
          {view.guide.length > 0 ? (
            <section aria-labelledby="guide" className="stack">
              <h2 id="guide">{t('guide')}</h2>
              <ol>
                {view.guide.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ol>
            </section>
          ) : null}
          {view.mayChange ? (
            <>
              <HookTest view={view} hook={hook} locale={request.locale} sent={done === 'tested'} />
              <Named view={view} hook={hook} saved={done === 'named'} />
            </>
          ) : null}
          <HookTrouble view={view} hook={hook} locale={request.locale} />
        </div>
      ) : (
        <InsetNotice tone="info" title={t('notReadyTitle')}>
          {t('notReady')}
        </InsetNotice>
      )}
    </FlowFrame>
  );
});

type Part = Readonly<{ view: HookView; hook: HookFacts }>;

async function Waiting({ view, hook, locale }: Part & Readonly<{ locale: string }>) {
  const t = await getTranslations('webhooks.wait');
  const { dateTime } = formatters({ locale, timeZone: view.header.timeZone });
  const arrived = view.state === 'delivered';
  return (
    <section aria-labelledby="wait" className="stack">
      <h2 id="wait">{t('title')}</h2>
      <InsetNotice tone={arrived ? 'success' : 'info'} title={t(arrived ? 'delivered' : 'waiting')}>
        {arrived && hook.firstDeliveryAt ? (
          <>
            <p>{t('deliveredText', { time: dateTime(hook.firstDeliveryAt) })}</p>
            {hook.lastDeliveryAt ? <p>{t('last', { time: dateTime(hook.lastDeliveryAt) })}</p> : null}
          </>
        ) : (
          <>
            <p>{t('waitingText')}</p>
            <p>
              <a href="?">{t('again')}</a>
            </p>
          </>
        )}
      </InsetNotice>
      <AutoRefresh active={!arrived} message={t(arrived ? 'delivered' : 'waiting')} everyMs={3000} />
    </section>
  );
}

async function Named({ view, hook, saved }: Part & Readonly<{ saved: boolean }>) {
  const [t, form] = await Promise.all([getTranslations('webhooks'), getTranslations('form')]);
  return (
    <section aria-label={t('external.label')} id="external" className="stack">
      {saved ? (
        <InsetNotice tone="success" role="status">
          {t('external.saved')}
        </InsetNotice>
      ) : null}
      <HookNameForm
        action={nameHookAction}
        flowId={view.header.flowId}
        stepId={view.stepId}
        externalId={hook.externalId}
        words={{
          label: t('external.label'),
          hint: t('external.hint'),
          submit: t('external.save'),
          pending: t('working'),
        }}
        texts={formTexts((key) => form.raw(key) as string)}
      />
    </section>
  );
}
