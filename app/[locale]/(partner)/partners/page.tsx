import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { Refused } from '@/app/[locale]/(staff)/_shell/Refused';
import { one, type SearchParams } from '@/app/[locale]/(staff)/_shell/search-params';
import { staffContext } from '@/app/[locale]/(staff)/_shell/staff-context';
import { StaffPage } from '@/app/[locale]/(staff)/_shell/StaffPage';
import { ColourChip } from '@/components/branding/ColourChip';
import { DataTable } from '@/components/ui/DataTable';
import { EmptyState } from '@/components/ui/EmptyState';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import { listPartners } from '@/lib/customers';
import { authorise, withTenant } from '@/lib/tenancy';

type Props = Readonly<{ searchParams: SearchParams }>;

/** The partners of the platform. */
async function PartnersPage({ searchParams }: Props) {
  const [t, context, query] = await Promise.all([getTranslations('partner'), staffContext(), searchParams]);
  const { actor, locale, format } = context;
  const title = t('partners.title');
  const allowed = authorise(actor, 'partner.create');
  if (!allowed.ok) return <Refused context={context} place="partners" title={title} refusal={allowed.refusal} />;
  const partners = await withTenant(actor, (tx) => listPartners(tx, actor));
  if (!partners.ok) return <Refused context={context} place="partners" title={title} refusal={partners.refusal} />;
  const add = (
    <LinkButton href={`/${locale}/partners/new`} prefetch={false}>
      {t('partners.add')}
    </LinkButton>
  );
  return (
    <StaffPage context={context} place="partners" title={title} actions={add}>
      {one(query.done) === 'created' ? (
        <InsetNotice tone="success" role="status">
          {t('partners.created')}
        </InsetNotice>
      ) : null}
      {partners.value.length === 0 ? (
        <EmptyState title={t('partners.empty')} action={add}>
          {t('partners.emptyText')}
        </EmptyState>
      ) : (
        <DataTable
          caption={title}
          captionHidden
          columns={[
            { id: 'name', label: t('partners.name') },
            { id: 'look', label: t('partners.look') },
            { id: 'slug', label: t('partners.slug') },
            { id: 'customers', label: t('partners.customers'), numeric: true },
            { id: 'since', label: t('partners.since') },
          ]}
          rows={partners.value.map((row) => ({
            id: row.tenantId,
            cells: {
              name: <bdi>{row.name}</bdi>,
              look: row.brand ? (
                <>
                  <ColourChip colour={row.brand} /> <Ltr code>{row.brand}</Ltr>
                </>
              ) : (
                t('partners.house')
              ),
              slug: <Ltr code>{row.slug}</Ltr>,
              customers: format.number(row.customers),
              since: format.date(row.createdAt),
            },
          }))}
        />
      )}
    </StaffPage>
  );
}

export default guardedPage(PartnersPage);
