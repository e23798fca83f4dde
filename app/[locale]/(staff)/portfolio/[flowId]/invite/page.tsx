import { getTranslations } from 'next-intl/server';
import { notFound } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { localeNames, locales } from '@/lib/i18n';
import { getFlowFile } from '@/lib/onboarding';
import { authorise, invitedRoles, withTenant } from '@/lib/tenancy';
import { formWords } from '../../../_shell/form-words';
import { Refused } from '../../../_shell/Refused';
import { staffContext } from '../../../_shell/staff-context';
import { StaffForm } from '../../../_shell/StaffForm';
import { StaffPage } from '../../../_shell/StaffPage';
import { invite } from '../../actions';

type Props = Readonly<{ params: Promise<{ flowId: string }> }>;

/** Invites one more person to a flow that exists. */
async function InvitePage({ params }: Props) {
  const [{ flowId }, t, words] = await Promise.all([params, getTranslations('staff'), formWords()]);
  const context = await staffContext({ flowId });
  const { actor, locale, theme } = context;
  const allowed = authorise(actor, 'customer.invite');
  if (!allowed.ok) {
    return <Refused context={context} place="portfolio" title={t('people.invite')} refusal={allowed.refusal} />;
  }
  const file = await withTenant(actor, (tx) => getFlowFile(tx, actor, { flowId, locale }));
  if (!file.ok) notFound();
  const title = t('people.inviteTo', { name: file.value.header.customerName });
  return (
    <StaffPage context={context} place="portfolio" title={title} titleInForm>
      <div className="staff-narrow">
        <StaffForm
          id="invite"
          action={invite}
          hidden={{ flowId }}
          fields={[
            { name: 'name', type: 'text', label: t('person.name'), required: true },
            { name: 'email', type: 'email', label: t('person.email'), hint: t('person.emailHint'), required: true },
            {
              name: 'role',
              type: 'radios',
              label: t('person.role'),
              required: true,
              options: invitedRoles.map((value) => ({
                value,
                label: t(`role.${value}`),
                hint: t(`roleHint.${value}`),
              })),
              defaultValue: 'contributor',
            },
            {
              name: 'locale',
              type: 'select',
              label: t('person.locale'),
              required: true,
              options: locales.map((value) => ({ value, label: localeNames[value] })),
              defaultValue: locale,
            },
          ]}
          submit={t('person.submit')}
          pending={t('working')}
          texts={words}
          titles={{
            plain: t('titled', { title, name: theme.name }),
            error: t('titledError', { title, name: theme.name }),
          }}
        />
      </div>
    </StaffPage>
  );
}

export default guardedPage(InvitePage);
