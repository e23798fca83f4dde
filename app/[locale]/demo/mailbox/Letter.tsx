import { getTranslations } from 'next-intl/server';
import { pageRequest } from '@/app/_server/request';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import type { DemoMail } from '@/lib/demo';
import { formatters } from '@/lib/i18n';
import { config } from '@/lib/platform/config';
import { letterParts, ownPathOf } from './letter-parts';

/** One mail as plain text. Only links to our own pages are live; nothing of the mail's own markup reaches the page. */
export async function Letter({ mail }: Readonly<{ mail: DemoMail }>) {
  const [t, { locale }] = await Promise.all([getTranslations('demo.mail'), pageRequest()]);
  const format = formatters({ locale, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  const lines = letterParts(mail.text);
  const { publicUrl } = config();
  const first = lines.flat().find(({ link }) => link && ownPathOf(link, publicUrl));
  const followed = first?.link ? ownPathOf(first.link, publicUrl) : null;
  return (
    <article className="letter">
      <h1 dir="auto">{mail.subject || t('noSubject')}</h1>
      <dl className="letter__head">
        <div>
          <dt>{t('from')}</dt>
          <dd>
            <bdi>{mail.from}</bdi>
          </dd>
        </div>
        <div>
          <dt>{t('to')}</dt>
          <dd>
            <Ltr wrap>{mail.to.join(', ')}</Ltr>
          </dd>
        </div>
        <div>
          <dt>{t('time')}</dt>
          <dd>
            <time dateTime={mail.at}>{format.dateTime(mail.at)}</time>
          </dd>
        </div>
      </dl>
      {followed ? (
        <p>
          <LinkButton href={followed} prefetch={false}>
            {t('follow')}
          </LinkButton>
        </p>
      ) : null}
      <div className="letter__text">
        {lines.map((line, index) => (
          <p key={index} dir="auto">
            {line.map(({ text, link }, part) => {
              const path = link ? ownPathOf(link, publicUrl) : null;
              if (path)
                return (
                  <a key={part} href={path}>
                    <Ltr wrap>{text}</Ltr>
                  </a>
                );
              return link ? (
                <Ltr key={part} wrap>
                  {text}
                </Ltr>
              ) : (
                text
              );
            })}
          </p>
        ))}
      </div>
    </article>
  );
}
