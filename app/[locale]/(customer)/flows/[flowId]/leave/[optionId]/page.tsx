import { getTranslations } from 'next-intl/server';
import { notFound } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { isolate } from '@/lib/i18n';
import { FlowFrame } from '../../../_server/FlowFrame';
import { flowPage } from '../../../_server/flow-page';
import { readStatus } from '../../../_server/read-status';
import { askToLeave } from '../actions';
import { Consequences } from '../Consequences';
import { LeaveForm } from '../LeaveForm';

export const metadata = { title: null };

type Params = Readonly<{ params: Promise<{ locale: string; flowId: string; optionId: string }> }>;

/** One way of ending the service, what it takes away, and the words to type. */
export default guardedPage<Params>(async ({ params }) => {
  const { flowId, optionId } = await params;
  const page = await flowPage(flowId, (tx, actor, locale) => readStatus(tx, actor, { flowId, locale }));
  const { view, home } = page;
  const [t, common, form] = await Promise.all([
    getTranslations('offboarding'),
    getTranslations('common'),
    getTranslations('form'),
  ]);
  const { options, mayRequest } = view.offboarding;
  const option = mayRequest ? options.find(({ id }) => id === optionId) : undefined;
  if (!option) notFound();
  const { title } = option;
  const name = page.theme?.name ?? view.header.ownerName;
  return (
    <FlowFrame page={page}>
      <StepNavigation href={`${home}/leave`} label={common('back')} />
      <h1 className="page-title">{title}</h1>
      <div className="stack">
        <p className="lead">{t('customer.lead', { partner: isolate(view.header.ownerName) })}</p>
        <Consequences option={option} />
        <LeaveForm
          action={askToLeave}
          hidden={{ flowId, optionId: option.id, shown: option.fingerprint }}
          words={{
            phrase: t('confirm.phrase', { phrase: option.phrase }),
            phraseHint: t('confirm.phraseHint'),
            reason: t('confirm.reason'),
            reasonHint: t('confirm.reasonHint'),
            submit: t('confirm.ask'),
            pending: common('saving'),
          }}
          titles={{ plain: `${title} – ${name}`, error: `${form('errorTitle', { title })} – ${name}` }}
          texts={formTexts((key) => form.raw(key) as string)}
        />
      </div>
    </FlowFrame>
  );
});
