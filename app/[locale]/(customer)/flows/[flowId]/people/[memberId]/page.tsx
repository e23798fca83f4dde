import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { LinkButton } from '@/components/ui/LinkButton';
import { isolate } from '@/lib/i18n';
import { customerRoles } from '@/lib/tenancy';
import { FlowFrame } from '../../../_server/FlowFrame';
import { changeRoleAction, giveTaskAction, takeBackAction } from '../actions';
import { PeopleForm } from '../PeopleForm';
import { partWords } from '../people-parts';
import { peoplePage, personOf } from '../people-page';

export const metadata = { title: null };

type Props = Readonly<{ params: Promise<{ flowId: string; memberId: string }> }>;

/** One of the people: what they may do, what was given to them, and the way to remove them. */
export default guardedPage<Props>(async ({ params }) => {
  const { flowId, memberId } = await params;
  const page = await peoplePage(flowId);
  const { view, home, request } = page;
  if (!view.mayManage && !view.mayAssign) redirect(`${home}/people`);
  const person = personOf(view, memberId);
  const [t, form, words] = await Promise.all([
    getTranslations('people'),
    getTranslations('form'),
    partWords(view, request.locale),
  ]);
  const texts = formTexts((key) => form.raw(key) as string);
  const hidden = { flowId, memberId };
  const parts = person.parts.filter(({ state }) => state !== 'revoked');
  const title = t('person.title', { name: isolate(person.name) });
  return (
    <FlowFrame page={page} title={title}>
      <StepNavigation href={`${home}/people`} label={t('backToPeople')} />
      <h1 className="page-title">{title}</h1>
      <div className="stack stack--wide">
        {view.mayManage ? (
          <PeopleForm
            action={changeRoleAction}
            hidden={hidden}
            fields={[
              {
                name: 'role',
                type: 'radios',
                label: t('person.role'),
                required: true,
                options: customerRoles.map((value) => ({
                  value,
                  label: t(`role.${value}`),
                  hint: t(`roleHint.${value}`),
                })),
                defaultValue: person.role,
              },
            ]}
            button={{ label: t('person.save'), pending: t('working') }}
            texts={texts}
          />
        ) : null}
        <section className="stack" aria-labelledby="parts">
          <h2 id="parts">{t('person.parts')}</h2>
          {parts.length === 0 ? <p className="muted">{t('noParts')}</p> : null}
          {parts.map((part) => (
            <div key={part.assignmentId} className="stack">
              <p>{words(part)}</p>
              <ActionForm
                action={takeBackAction}
                hidden={{ flowId, assignmentId: part.assignmentId }}
                button={{
                  label: `${t('takeBack')}: ${isolate(part.title)}`,
                  pending: t('working'),
                  variant: 'secondary',
                }}
                texts={texts}
              />
            </div>
          ))}
        </section>
        {view.mayAssign && person.role !== 'viewer' ? (
          <PeopleForm
            action={giveTaskAction}
            hidden={hidden}
            fields={[
              {
                name: 'taskId',
                type: 'select',
                label: t('person.tasks'),
                required: true,
                options: view.tasks.map(({ id, title: label }) => ({ value: id, label })),
              },
            ]}
            button={{ label: t('person.give'), pending: t('working') }}
            texts={texts}
          />
        ) : null}
        {view.mayManage ? (
          <p>
            <LinkButton href={`${home}/people/${memberId}/remove`} variant="secondary" prefetch={false}>
              {t('person.remove')}
            </LinkButton>
          </p>
        ) : null}
      </div>
    </FlowFrame>
  );
});
