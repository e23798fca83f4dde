import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { VisuallyHidden } from '@/components/ui/VisuallyHidden';
import { isolate } from '@/lib/i18n';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';
import { readStatus } from '../../_server/read-status';
import { stayAfterAll } from './actions';
import { Consequences } from './Consequences';

export const metadata = { title: null };

/** Where an owner asks for the service to end: the ways, and what each takes away. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await flowPage(flowId, (tx, actor, locale) => readStatus(tx, actor, { flowId, locale }));
  const { view, home } = page;
  const [t, common, form] = await Promise.all([
    getTranslations('offboarding'),
    getTranslations('common'),
    getTranslations('form'),
  ]);
  const { options, mayRequest, mayCancel, current } = view.offboarding;
  const partner = isolate(view.header.ownerName);
  const title = t('title');
  const texts = formTexts((key) => form.raw(key) as string);
  const waits = current?.status === 'requested';
  return (
    <FlowFrame page={page} title={title}>
      <StepNavigation href={`${home}/status`} label={common('back')} />
      <h1 className="page-title">{title}</h1>
      <div className="stack">
        {waits ? (
          <InsetNotice tone="info">
            {t(current.side === 'customer' ? 'customer.requested' : 'customer.requestedByPartner', { partner })}
          </InsetNotice>
        ) : (
          <p className="lead">{mayRequest ? t('customer.lead', { partner }) : t('notNow')}</p>
        )}
        {waits && mayCancel ? (
          <ActionForm
            action={stayAfterAll}
            hidden={{ flowId }}
            button={{ label: t('decide.cancel'), pending: common('saving'), variant: 'secondary' }}
            texts={texts}
          />
        ) : null}
        {mayRequest
          ? options.map((each) => (
              <section key={each.id} className="card" aria-labelledby={`option-${each.id}`}>
                <h2 id={`option-${each.id}`}>{each.title}</h2>
                <Consequences option={each} />
                <p className="button-row">
                  <LinkButton
                    href={`${home}/leave/${encodeURIComponent(each.id)}`}
                    variant="secondary"
                    prefetch={false}
                  >
                    {t('choose.button')}
                    <VisuallyHidden>{`: ${each.title}`}</VisuallyHidden>
                  </LinkButton>
                </p>
              </section>
            ))
          : null}
      </div>
    </FlowFrame>
  );
});
