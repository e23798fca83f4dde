import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { DataTable } from '@/components/ui/DataTable';
import { EmptyState } from '@/components/ui/EmptyState';
import { Ltr } from '@/components/ui/Ltr';
import { StatusTag } from '@/components/ui/StatusTag';
import { listLeftovers } from '@/lib/provisioning';
import { withTenant } from '@/lib/tenancy';
import { loose } from '../_shell/loose-texts';
import { Refused } from '../_shell/Refused';
import { staffContext } from '../_shell/staff-context';
import { StaffPage } from '../_shell/StaffPage';

/** What set-ups that were taken back or are on hold have left behind, over all customers, with what to do about it. */
async function LeftoversPage() {
  const [t, inventory] = await Promise.all([
    getTranslations('provisioning.leftovers'),
    getTranslations('provisioning.inventory'),
  ]);
  const context = await staffContext();
  const { actor, locale, format } = context;
  const title = t('title');
  const found = await withTenant(actor, (tx) => listLeftovers(tx, actor));
  if (!found.ok) return <Refused context={context} place="leftovers" title={title} refusal={found.refusal} />;
  const word = loose(inventory);
  return (
    <StaffPage context={context} place="leftovers" title={title}>
      {found.value.length === 0 ? (
        <EmptyState title={t('none')}>{t('noneText')}</EmptyState>
      ) : (
        <>
          <p className="muted">{t('lead')}</p>
          <DataTable
            caption={title}
            captionHidden
            columns={[
              { id: 'customer', label: t('customer') },
              { id: 'thing', label: t('thing') },
              { id: 'state', label: t('state') },
              { id: 'since', label: t('since') },
              { id: 'todo', label: t('todo') },
            ]}
            rows={found.value.map(({ flowId, runId, actionId, kind, name, status, customer, since }) => ({
              id: `${runId}-${actionId}-${kind}-${name}`,
              cells: {
                customer: (
                  <a href={`/${locale}/portfolio/${flowId}/run`}>
                    <bdi>{customer}</bdi>
                  </a>
                ),
                thing: (
                  <>
                    {word(`kind.${kind}`) ?? kind}{' '}
                    <Ltr code wrap>
                      {name}
                    </Ltr>
                  </>
                ),
                state: (
                  <StatusTag tone={status === 'unknown' ? 'problem' : 'plain'}>
                    {word(`status.${status}`) ?? status}
                  </StatusTag>
                ),
                since: format.dateTime(since),
                todo: t(`todoOf.${status}`),
              },
            }))}
          />
        </>
      )}
    </StaffPage>
  );
}

export default guardedPage(LeftoversPage);
