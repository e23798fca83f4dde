import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { getTaskList, listReopenableSteps } from '@/lib/onboarding';
import { ok } from '@/lib/errors';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';
import { giveBack } from './actions';
import { GiveBackForm } from './GiveBackForm';

export const metadata = { title: null };

/** Where an owner asks a colleague to look at a completed page again. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await flowPage(flowId, async (tx, actor, locale) => {
    const pages = await listReopenableSteps(tx, actor, { flowId, locale });
    if (!pages.ok) return pages;
    const list = await getTaskList(tx, actor, { flowId, locale });
    return list.ok ? ok({ header: list.value.header, pages: pages.value }) : list;
  });
  const { view, home } = page;
  if (view.pages.length === 0) notFound();
  const [t, common, form] = await Promise.all([
    getTranslations('journey.giveBack'),
    getTranslations('common'),
    getTranslations('form'),
  ]);
  const title = t('title');
  const name = page.theme?.name ?? view.header.ownerName;
  return (
    <FlowFrame page={page}>
      <StepNavigation href={home} label={common('back')} />
      <h1 className="page-title">{title}</h1>
      <div className="stack">
        <p className="lead">{t('lead')}</p>
        <GiveBackForm
          action={giveBack}
          flowId={flowId}
          pages={view.pages.map(({ stepId, title: label }) => ({ value: stepId, label }))}
          words={{
            page: t('page'),
            note: t('note'),
            noteHint: t('noteHint'),
            submit: t('submit'),
            pending: common('saving'),
          }}
          titles={{ plain: `${title} – ${name}`, error: `${form('errorTitle', { title })} – ${name}` }}
          texts={formTexts((key) => form.raw(key) as string)}
        />
      </div>
    </FlowFrame>
  );
});
