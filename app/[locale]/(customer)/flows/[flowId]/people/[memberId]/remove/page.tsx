import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { isolate } from '@/lib/i18n';
import { FlowFrame } from '../../../../_server/FlowFrame';
import { removeMemberAction } from '../../actions';
import { peoplePage, personOf } from '../../people-page';

export const metadata = { title: null };

type Props = Readonly<{ params: Promise<{ flowId: string; memberId: string }> }>;

/** Says what removing somebody means, and has the one button that does it. */
export default guardedPage<Props>(async ({ params }) => {
  const { flowId, memberId } = await params;
  const page = await peoplePage(flowId);
  const { view, home } = page;
  if (!view.mayManage) redirect(`${home}/people`);
  const name = isolate(personOf(view, memberId).name);
  const [t, form] = await Promise.all([getTranslations('people'), getTranslations('form')]);
  const title = t('person.removeTitle', { name });
  return (
    <FlowFrame page={page}>
      <StepNavigation href={`${home}/people/${memberId}`} label={t('backToPeople')} />
      <h1 className="page-title">{title}</h1>
      <ActionForm
        action={removeMemberAction}
        hidden={{ flowId, memberId }}
        title={{ plain: title, error: form('errorTitle', { title }) }}
        button={{ label: t('person.removeButton'), pending: t('working') }}
        texts={formTexts((key) => form.raw(key) as string)}
      >
        <p className="lead">{t('person.removeText', { name })}</p>
      </ActionForm>
    </FlowFrame>
  );
});
