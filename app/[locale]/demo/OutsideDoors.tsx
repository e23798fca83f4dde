import { getTranslations } from 'next-intl/server';
import { DataTable } from '@/components/ui/DataTable';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import type { OutsideDoors as Doors } from '@/lib/demo';

const known = ['googleAds', 'googleAdsElse', 'meta', 'metaWithoutRights'] as const;

/** What to hand in where an onboarding asks for the credential of another system, and where to play its administrator. */
export async function OutsideDoors({ doors }: Readonly<{ doors: Doors }>) {
  const t = await getTranslations('demo.outside');
  return (
    <section className="demo-section" aria-labelledby="outside">
      <h2 id="outside">{t('title')}</h2>
      <p>{t('lead')}</p>
      <DataTable
        caption={t('caption')}
        columns={[
          { id: 'what', label: t('what') },
          { id: 'value', label: t('value') },
          { id: 'opens', label: t('opens') },
        ]}
        rows={known.flatMap((id) => {
          const door = doors.credentials.find((each) => each.id === id);
          if (!door) return [];
          return [
            {
              id,
              cells: {
                what: t(`credentials.${id}`),
                value: (
                  <Ltr code wrap>
                    {door.value}
                  </Ltr>
                ),
                opens: door.opens.length === 0 ? t('nothing') : <Ltr wrap>{door.opens.join(', ')}</Ltr>,
              },
            },
          ];
        })}
      />
      <h3>{t('desk.title')}</h3>
      <p>{t('desk.text')}</p>
      <LinkButton href={doors.serviceDesk} variant="secondary" prefetch={false}>
        {t('desk.action')}
      </LinkButton>
    </section>
  );
}
