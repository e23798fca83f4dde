import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { lookState } from '@/components/checks/look-state';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { ResourceList } from '@/components/ui/ResourceList';
import { ok } from '@/lib/errors';
import { formatters } from '@/lib/i18n';
import { getStatusView } from '@/lib/onboarding';
import { getVerificationView } from '@/lib/provisioning';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';

export const metadata = { title: null };

/** What is checked before the customer is active, and how far it is: to read, not to do. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await flowPage(flowId, async (tx, actor, locale) => {
    const status = await getStatusView(tx, actor, { flowId, locale });
    if (!status.ok) return status;
    const checks = await getVerificationView(tx, actor, { flowId, locale });
    return checks.ok ? ok({ ...status.value, checks: checks.value }) : checks;
  });
  const { view, home, request } = page;
  const [t, common] = await Promise.all([getTranslations('checks'), getTranslations('common')]);
  const format = formatters({ locale: request.locale, timeZone: view.header.timeZone });
  const title = t('titleCustomer');
  return (
    <FlowFrame page={page} title={title}>
      <StepNavigation href={`${home}/status`} label={common('back')} />
      <p className="page-caption">{view.header.customerName}</p>
      <h1 className="page-title">{title}</h1>
      <div className="stack">
        <p className="lead">{view.checks.length === 0 ? t('none') : t('leadCustomer')}</p>
        {view.checks.map((list) => (
          <section key={list.stepId} aria-labelledby={`checks-${list.stepId}`} className="stack">
            <h2 id={`checks-${list.stepId}`}>{list.title}</h2>
            <p className="muted">{t('passed', { passed: list.passed, total: list.items.length })}</p>
            <ResourceList
              label={list.title}
              items={list.items.map((item) => ({
                id: item.id,
                title: item.title,
                state: lookState[item.state],
                stateLabel: t(`state.${item.state}`),
                detail: item.at && item.state !== 'waiting' ? <p>{format.dateTime(item.at)}</p> : item.help,
              }))}
            />
          </section>
        ))}
      </div>
    </FlowFrame>
  );
});
