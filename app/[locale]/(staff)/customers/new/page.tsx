import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { EmptyState } from '@/components/ui/EmptyState';
import { LinkButton } from '@/components/ui/LinkButton';
import { listPartners } from '@/lib/customers';
import { availableTemplates } from '@/lib/flow-templates';
import { localeNames, locales } from '@/lib/i18n';
import { authorise, withTenant } from '@/lib/tenancy';
import { formWords } from '../../_shell/form-words';
import { Refused } from '../../_shell/Refused';
import { staffContext } from '../../_shell/staff-context';
import type { StaffField } from '../../_shell/staff-field';
import { StaffPage } from '../../_shell/StaffPage';
import { timeZoneOptions } from '../../_shell/time-zones';
import { addCustomer } from '../actions';
import { NewCustomerForm, type ExistingTexts } from './NewCustomerForm';

/** Adds a customer: who it is, what it is taken through, and whom to invite. */
async function NewCustomerPage() {
  const [t, bulk, context, words] = await Promise.all([
    getTranslations('staff'),
    getTranslations('bulk'),
    staffContext(),
    formWords(),
  ]);
  const { actor, tenant, theme } = context;
  const title = t('newCustomer.title');
  const allowed = authorise(actor, 'customer.create');
  if (!allowed.ok) return <Refused context={context} place="customers/new" title={title} refusal={allowed.refusal} />;
  const { templates, partners } = await withTenant(actor, async (tx) => ({
    templates: await availableTemplates(tx, tenant.tenantId),
    partners: await listPartners(tx, actor),
  }));
  const owners = [
    { value: tenant.tenantId, label: tenant.name },
    ...(partners.ok ? partners.value.map(({ tenantId, name }) => ({ value: tenantId, label: name })) : []),
  ];
  const fields: readonly StaffField[] = [
    {
      name: 'name',
      type: 'text',
      label: t('newCustomer.name'),
      hint: t('newCustomer.nameHint'),
      required: true,
      autoComplete: 'off',
    },
    ...(owners.length > 1
      ? [
          {
            name: 'owner',
            type: 'select',
            label: t('newCustomer.owner'),
            required: true,
            options: owners,
            defaultValue: tenant.tenantId,
          } as const,
        ]
      : []),
    {
      name: 'templateKey',
      type: 'select',
      label: t('newCustomer.template'),
      required: true,
      options: templates.map(({ key, name }) => ({ value: key, label: name })),
      ...(templates.length === 1 && templates[0] ? { defaultValue: templates[0].key } : {}),
    },
    {
      name: 'identifier',
      type: 'text',
      label: t('newCustomer.identifier'),
      hint: t('newCustomer.identifierHint'),
      autoComplete: 'off',
      dir: 'ltr',
      code: true,
      width: 'medium',
    },
    {
      name: 'timeZone',
      type: 'select',
      label: t('newCustomer.timeZone'),
      hint: t('newCustomer.timeZoneHint'),
      required: true,
      options: timeZoneOptions(),
      defaultValue: tenant.timeZone,
    },
    {
      name: 'personName',
      type: 'text',
      label: t('person.name'),
      required: true,
      autoComplete: 'off',
      heading: t('newCustomer.person'),
    },
    {
      name: 'email',
      type: 'email',
      label: t('person.email'),
      hint: t('person.emailHint'),
      required: true,
      autoComplete: 'off',
    },
    {
      name: 'locale',
      type: 'select',
      label: t('person.locale'),
      required: true,
      options: locales.map((value) => ({ value, label: localeNames[value] })),
      defaultValue: tenant.locale,
    },
  ];
  return (
    <StaffPage
      context={context}
      place="customers/new"
      title={title}
      titleInForm={templates.length > 0}
      actions={
        <LinkButton href={`/${context.locale}/customers/bulk`} variant="secondary" size="small" prefetch={false}>
          {bulk('open')}
        </LinkButton>
      }
    >
      {templates.length === 0 ? (
        <EmptyState title={t('newCustomer.noTemplate')}>{t('newCustomer.noTemplateText')}</EmptyState>
      ) : (
        <div className="staff-narrow">
          <NewCustomerForm
            action={addCustomer}
            fields={fields}
            hidden={owners.length > 1 ? {} : { owner: tenant.tenantId }}
            submit={t('newCustomer.submit')}
            pending={t('working')}
            texts={words}
            titles={{
              plain: t('titled', { title, name: theme.name }),
              error: t('titledError', { title, name: theme.name }),
            }}
            existing={existingTexts((key) => t.raw(`newCustomer.existing.${key}`) as string)}
            customersHref={`/${context.locale}/customers`}
          />
        </div>
      )}
    </StaffPage>
  );
}

export default guardedPage(NewCustomerPage);

/** The words of the choice between a customer that exists and another one, as templates that the form fills. */
const existingTexts = (raw: (key: keyof ExistingTexts) => string): ExistingTexts => ({
  question: raw('question'),
  update: raw('update'),
  updateHint: raw('updateHint'),
  another: raw('another'),
  anotherHint: raw('anotherHint'),
  has: raw('has'),
  free: raw('free'),
  offboard: raw('offboard'),
  open: raw('open'),
});
