import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formWords } from '@/app/[locale]/(staff)/_shell/form-words';
import { Refused } from '@/app/[locale]/(staff)/_shell/Refused';
import { staffContext } from '@/app/[locale]/(staff)/_shell/staff-context';
import { StaffForm } from '@/app/[locale]/(staff)/_shell/StaffForm';
import { StaffPage } from '@/app/[locale]/(staff)/_shell/StaffPage';
import { timeZoneOptions } from '@/app/[locale]/(staff)/_shell/time-zones';
import { localeNames, locales } from '@/lib/i18n';
import { authorise } from '@/lib/tenancy';
import { addPartner } from '../../actions';

/** Adds a partner: its name and address, its look, its first administrator. */
async function NewPartnerPage() {
  const [t, staff, context, words] = await Promise.all([
    getTranslations('partner'),
    getTranslations('staff'),
    staffContext(),
    formWords(),
  ]);
  const { actor, tenant, theme } = context;
  const title = t('newPartner.title');
  const allowed = authorise(actor, 'partner.create');
  if (!allowed.ok) return <Refused context={context} place="partners" title={title} refusal={allowed.refusal} />;
  return (
    <StaffPage context={context} place="partners" title={title} titleInForm>
      <div className="staff-narrow">
        <StaffForm
          id="partner"
          action={addPartner}
          fields={[
            { name: 'name', type: 'text', label: t('newPartner.name'), required: true, autoComplete: 'off' },
            {
              name: 'slug',
              type: 'text',
              label: t('newPartner.slug'),
              hint: t('newPartner.slugHint'),
              dir: 'ltr',
              code: true,
              autoComplete: 'off',
            },
            {
              name: 'timeZone',
              type: 'select',
              label: staff('newCustomer.timeZone'),
              required: true,
              options: timeZoneOptions(),
              defaultValue: tenant.timeZone,
            },
            {
              name: 'mark',
              type: 'text',
              label: t('brand.mark'),
              hint: t('brand.markHint'),
              required: true,
              width: 'short',
              autoComplete: 'off',
              heading: t('newPartner.look'),
            },
            {
              name: 'brand',
              type: 'text',
              label: t('brand.colour'),
              hint: t('brand.colourHint'),
              required: true,
              dir: 'ltr',
              code: true,
              width: 'medium',
              autoComplete: 'off',
            },
            {
              name: 'personName',
              type: 'text',
              label: staff('person.name'),
              required: true,
              autoComplete: 'off',
              heading: t('newPartner.person'),
            },
            {
              name: 'email',
              type: 'email',
              label: staff('person.email'),
              hint: t('newPartner.emailHint'),
              required: true,
              autoComplete: 'off',
            },
            {
              name: 'locale',
              type: 'select',
              label: staff('person.locale'),
              required: true,
              options: locales.map((value) => ({ value, label: localeNames[value] })),
              defaultValue: tenant.locale,
            },
          ]}
          submit={t('newPartner.submit')}
          pending={staff('working')}
          texts={words}
          titles={{
            plain: staff('titled', { title, name: theme.name }),
            error: staff('titledError', { title, name: theme.name }),
          }}
        />
      </div>
    </StaffPage>
  );
}

export default guardedPage(NewPartnerPage);
