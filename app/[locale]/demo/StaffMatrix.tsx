import { getTranslations } from 'next-intl/server';
import { DataTable } from '@/components/ui/DataTable';
import { demoPartners, staffOf, type House } from '@/lib/demo';
import { EnterAs } from './EnterAs';

/** Staff by role and house: who sees what, and one click to see it too. */
export async function StaffMatrix() {
  const t = await getTranslations('demo.staff');
  const columns = [
    { id: 'role', label: t('role') },
    { id: 'portico', label: t('platform') },
    ...demoPartners.map(({ house, name }) => ({ id: house, label: name })),
  ];
  const rows = staffOf.portico.map(({ role }) => ({
    id: role,
    cells: {
      role: (
        <>
          {t(`roles.${role}`)}
          <span className="demo-sees">{t(`sees.${role}`)}</span>
        </>
      ),
      ...Object.fromEntries(
        (Object.keys(staffOf) as House[]).map((house) => {
          const person = staffOf[house].find((each) => each.role === role);
          const cell = person ? (
            <div data-house={house}>
              <EnterAs person={person} size="small" nameOnly />
            </div>
          ) : null;
          return [house, cell];
        }),
      ),
    },
  }));
  return (
    <section className="demo-section" aria-labelledby="staff">
      <h2 id="staff">{t('title')}</h2>
      <p className="muted">{t('lead')}</p>
      <div className="demo-staff">
        <DataTable caption={t('title')} captionHidden columns={columns} rows={rows} />
      </div>
    </section>
  );
}
