import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { formatters, localeNames, locales } from '@/lib/i18n';
import { customerRoles } from '@/lib/tenancy';
import { FlowFrame } from '../../../_server/FlowFrame';
import { type FlowParams } from '../../../_server/flow-page';
import { inviteAction } from '../actions';
import { PeopleForm } from '../PeopleForm';
import { peoplePage } from '../people-page';

export const metadata = { title: null };

/** Invites a colleague: to everything in a role, or as a delegate to the tasks that are named, with the pages they will see. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await peoplePage(flowId);
  const { view, home, request } = page;
  if (!view.mayInvite) redirect(`${home}/people`);
  const [t, form] = await Promise.all([getTranslations('people'), getTranslations('form')]);
  const { list } = formatters({ locale: request.locale, timeZone: view.timeZone });
  const title = t('form.title');
  return (
    <FlowFrame page={page}>
      <StepNavigation href={`${home}/people`} label={t('backToPeople')} />
      <h1 className="page-title">{title}</h1>
      <PeopleForm
        action={inviteAction}
        hidden={{ flowId }}
        title={{ plain: title, error: form('errorTitle', { title }) }}
        fields={[
          { name: 'email', type: 'email', label: t('form.email'), hint: t('form.emailHint'), required: true },
          { name: 'name', type: 'text', label: t('form.name') },
          {
            name: 'role',
            type: 'radios',
            label: t('form.role'),
            required: true,
            options: customerRoles.map((value) => ({
              value,
              label: t(`role.${value}`),
              hint: t(`roleHint.${value}`),
            })),
          },
          {
            name: 'tasks',
            type: 'checkboxes',
            label: t('form.tasks'),
            hint: t('form.tasksHint'),
            options: view.tasks.map(({ id, title: label, questions }) => ({
              value: id,
              label,
              hint: t('form.sees', { pages: list(questions) }),
            })),
          },
          { name: 'note', type: 'textarea', label: t('form.note'), hint: t('form.noteHint') },
          {
            name: 'locale',
            type: 'select',
            label: t('form.locale'),
            required: true,
            options: locales.map((value) => ({ value, label: localeNames[value] })),
            defaultValue: request.locale,
          },
        ]}
        button={{ label: t('form.submit'), pending: t('working') }}
        texts={formTexts((key) => form.raw(key) as string)}
      />
    </FlowFrame>
  );
});
