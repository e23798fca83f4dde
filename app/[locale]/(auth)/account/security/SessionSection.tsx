import { getTranslations } from 'next-intl/server';
import type { FormTexts } from '@/components/forms/form-texts';
import type { SecurityView } from '@/lib/auth';
import { formatters, type Locale } from '@/lib/i18n';
import { FieldsForm } from '../../FieldsForm';
import { endSessions } from '../../ways-actions';

type Props = Readonly<{ sessions: SecurityView['sessions']; locale: Locale; texts: FormTexts }>;

/** Where one is signed in, and how to end it elsewhere. */
export async function SessionSection({ sessions, locale, texts }: Props) {
  const [t, factors] = await Promise.all([getTranslations('auth.security'), getTranslations('auth.factor')]);
  const format = formatters({ locale, timeZone: 'UTC' });
  return (
    <section className="stack" aria-labelledby="sessions">
      <h2 id="sessions">{t('sessionsTitle')}</h2>
      <ul className="stack">
        {sessions.map(({ id, createdAt, lastSeenAt, factors: used, current }) => (
          <li key={id}>
            <p>
              {t('session', {
                since: format.dateTime(new Date(createdAt)),
                seen: format.dateTime(new Date(lastSeenAt)),
                ways: used.map((factor) => factors(factor)).join(' + '),
              })}
            </p>
            {current ? (
              <p>
                <strong>{t('sessionThis')}</strong>
              </p>
            ) : (
              <FieldsForm
                id={`end-${id}`}
                action={endSessions}
                fields={[]}
                hidden={{ sessionId: id }}
                submit={t('sessionEnd')}
                pending={t('pending')}
                variant="secondary"
                texts={texts}
              />
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <FieldsForm
          id="end-all"
          action={endSessions}
          fields={[]}
          submit={t('sessionsEndAll')}
          pending={t('pending')}
          variant="secondary"
          texts={texts}
        />
      ) : null}
    </section>
  );
}
