import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { Refused } from '@/app/[locale]/(staff)/_shell/Refused';
import { staffContext } from '@/app/[locale]/(staff)/_shell/staff-context';
import { StaffPage } from '@/app/[locale]/(staff)/_shell/StaffPage';
import { DataTable } from '@/components/ui/DataTable';
import { Ltr } from '@/components/ui/Ltr';
import { listMembers } from '@/lib/members';
import { staffRoles, withTenant } from '@/lib/tenancy';

/** The people of one's own tenant, and what each role may do. */
async function MembersPage() {
  const [t, staff, context] = await Promise.all([getTranslations('partner'), getTranslations('staff'), staffContext()]);
  const { actor, format, tenant } = context;
  const title = t('members.title');
  const members = await withTenant(actor, (tx) => listMembers(tx, actor, { tenantId: tenant.tenantId }));
  if (!members.ok) return <Refused context={context} place="members" title={title} refusal={members.refusal} />;
  return (
    <StaffPage context={context} place="members" title={title}>
      <DataTable
        caption={t('members.caption', { name: tenant.name })}
        columns={[
          { id: 'name', label: staff('person.name') },
          { id: 'email', label: staff('person.email') },
          { id: 'role', label: staff('person.role') },
          { id: 'since', label: t('members.since') },
        ]}
        rows={members.value.map((row) => ({
          id: row.memberId,
          cells: {
            name: <bdi>{row.name}</bdi>,
            email: <Ltr wrap>{row.email}</Ltr>,
            role: staff(`role.${row.role}`),
            since: format.date(row.since),
          },
        }))}
      />
      <section className="staff-part staff-narrow" aria-labelledby="roles">
        <h2 id="roles">{t('members.roles')}</h2>
        <dl className="summary-list">
          {staffRoles.map((role) => (
            <div key={role} className="summary-list__row">
              <dt>{staff(`role.${role}`)}</dt>
              <dd>{staff(`roleHint.${role}`)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </StaffPage>
  );
}

export default guardedPage(MembersPage);
