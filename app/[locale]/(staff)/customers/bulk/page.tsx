import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { EmptyState } from '@/components/ui/EmptyState';
import { availableTemplates } from '@/lib/flow-templates';
import { columnNames, customersMax } from '@/lib/onboarding';
import { authorise, withTenant } from '@/lib/tenancy';
import { formWords } from '../../_shell/form-words';
import { Refused } from '../../_shell/Refused';
import { staffContext } from '../../_shell/staff-context';
import { StaffForm } from '../../_shell/StaffForm';
import { StaffPage } from '../../_shell/StaffPage';
import { readList } from './actions';

/** Hands in a list of customers. What is made of it is shown before anybody is invited. */
async function BulkPage() {
  const [t, staff, context, words] = await Promise.all([
    getTranslations('bulk'),
    getTranslations('staff'),
    staffContext(),
    formWords(),
  ]);
  const { actor, tenant, theme } = context;
  const title = t('title');
  const allowed = authorise(actor, 'customer.create');
  if (!allowed.ok) return <Refused context={context} place="customers/new" title={title} refusal={allowed.refusal} />;
  const templates = await withTenant(actor, (tx) => availableTemplates(tx, tenant.tenantId));
  return (
    <StaffPage context={context} place="customers/new" title={title} titleInForm={templates.length > 0}>
      {templates.length === 0 ? (
        <EmptyState title={staff('newCustomer.noTemplate')}>{staff('newCustomer.noTemplateText')}</EmptyState>
      ) : (
        <div className="staff-narrow stack">
          <p>{t('intro')}</p>
          <StaffForm
            id="bulk"
            action={readList}
            hidden={{ tenantId: tenant.tenantId }}
            submit={t('read')}
            pending={staff('working')}
            texts={words}
            titles={{
              plain: staff('titled', { title, name: theme.name }),
              error: staff('titledError', { title, name: theme.name }),
            }}
            fields={[
              {
                name: 'templateKey',
                type: 'select',
                label: t('template'),
                required: true,
                options: templates.map(({ key, name }) => ({ value: key, label: name })),
                ...(templates.length === 1 && templates[0] ? { defaultValue: templates[0].key } : {}),
              },
              {
                name: 'list',
                type: 'textarea',
                label: t('list'),
                hint: t('listHint', { columns: columnNames.join(', '), max: customersMax }),
              },
              { name: 'file', type: 'file', label: t('file'), hint: t('fileHint'), accept: '.csv,.tsv,.txt,text/csv' },
            ]}
          />
        </div>
      )}
    </StaffPage>
  );
}

export default guardedPage(BulkPage);
