import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { getCheckAnswers } from '@/lib/onboarding';
import { submitFlowAction } from '../../actions';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';

export const metadata = { title: null };

/** The declaration and the one button that sends. Whoever cannot send yet, or no longer, is led to where they can go. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await flowPage(flowId, (tx, actor, locale) => getCheckAnswers(tx, actor, { flowId, locale }));
  const { view, home } = page;
  if (!view.header.open) redirect(`${home}/status`);
  if (!view.readyToSubmit || !view.canSubmit) redirect(`${home}/check`);
  const [t, common, form] = await Promise.all([
    getTranslations('review.submit'),
    getTranslations('common'),
    getTranslations('form'),
  ]);
  return (
    <FlowFrame page={page}>
      <StepNavigation href={`${home}/check`} label={t('back')} />
      <h1 className="page-title">{t('title')}</h1>
      <div className="stack">
        <p className="lead">{t('lead')}</p>
        <InsetNotice>{t('consequence')}</InsetNotice>
        <ActionForm
          action={submitFlowAction}
          hidden={{ flowId, revision: String(view.header.revision) }}
          title={{ plain: t('title'), error: form('errorTitle', { title: t('title') }) }}
          consent={{ name: 'declaration', label: view.declaration }}
          button={{ label: t('button'), pending: common('saving') }}
          texts={formTexts((key) => form.raw(key) as string)}
        >
          <h2>{t('declaration')}</h2>
        </ActionForm>
      </div>
    </FlowFrame>
  );
});
