import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { authorise, can } from '@/lib/tenancy';
import { Refused } from '../_shell/Refused';
import { staffContext } from '../_shell/staff-context';
import { StaffPage } from '../_shell/StaffPage';
import { entries } from './entries';

/** One menu for everything that starts with a customer, for whoever has work to do and does not know its place. */
async function CustomersPage() {
  const [t, context] = await Promise.all([getTranslations('bulk.menu'), staffContext()]);
  const { actor, locale } = context;
  const title = t('title');
  const allowed = authorise(actor, 'customer.create');
  if (!allowed.ok) return <Refused context={context} place="customers" title={title} refusal={allowed.refusal} />;
  return (
    <StaffPage context={context} place="customers" title={title}>
      <ul className="stack">
        {entries
          .filter(({ needs }) => can(actor, needs))
          .map(({ id, href }) => (
            <li key={id}>
              <a href={`/${locale}/${href}`}>{t(id)}</a>
              <p className="muted">{t(`${id}Text`)}</p>
            </li>
          ))}
      </ul>
    </StaffPage>
  );
}

export default guardedPage(CustomersPage);
