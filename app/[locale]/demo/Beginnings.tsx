import { getTranslations } from 'next-intl/server';
import { LinkButton } from '@/components/ui/LinkButton';
import { demoPartners, preparedCustomers, staffOf } from '@/lib/demo';
import { EnterAs } from './EnterAs';

/** Three short walks for people who see the product for the first time, in the language that they read. */
export async function Beginnings({ locale }: Readonly<{ locale: string }>) {
  const t = await getTranslations('demo.begin');
  const partner = demoPartners.find((each) => each.locale === locale) ?? demoPartners[0];
  const ours = preparedCustomers.filter(({ house }) => house === partner?.house);
  const invited = ours.find(({ story }) => story.is === 'invited');
  const answering = ours.find(({ story }) => story.is === 'answering');
  const manager = partner && staffOf[partner.house].find(({ role }) => role === 'success_manager');
  if (!partner || !invited || !answering || !manager) return null;
  const guest = invited.people[0];
  return (
    <section className="demo-section" aria-labelledby="begin">
      <h2 id="begin">{t('title')}</h2>
      <ol className="demo-begin">
        <li className="demo-card" data-house={partner.house}>
          <h3>{t('continue.title')}</h3>
          <p>{t('continue.text', { customer: answering.name })}</p>
          <EnterAs person={answering.people[0]} variant="primary" />
        </li>
        <li className="demo-card" data-house={partner.house}>
          <h3>{t('invited.title')}</h3>
          <p>{t('invited.text', { name: guest.name, customer: invited.name })}</p>
          <LinkButton
            href={`/${locale}/demo/mailbox?to=${encodeURIComponent(guest.email)}`}
            variant="secondary"
            prefetch={false}
          >
            {t('invited.action', { name: guest.name })}
          </LinkButton>
        </li>
        <li className="demo-card" data-house={partner.house}>
          <h3>{t('manage.title')}</h3>
          <p>{t('manage.text', { name: manager.name, partner: partner.name })}</p>
          <EnterAs person={manager} />
        </li>
      </ol>
    </section>
  );
}
