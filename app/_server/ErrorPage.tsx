import { getTranslations } from 'next-intl/server';
import { AuthShell } from '@/components/layout/AuthShell';
import { Button } from '@/components/ui/Button';
import { Ltr } from '@/components/ui/Ltr';
import { houseTheme } from '@/lib/branding';
import { pageFrame } from './page-frame';
import { pageRequest } from './request';
import { resendFields } from './resend-fields';
import { unsavedPost } from './response-status';

/** What a person sees when a page failed on our side. Trying again is a plain link to the same address. */
export async function ErrorPage({ reference }: Readonly<{ reference: string }>) {
  const [t, frame, { locale, path }] = await Promise.all([getTranslations('system.error'), pageFrame(), pageRequest()]);
  const resend = resendFields(unsavedPost() ?? {});
  return (
    <AuthShell brand={houseTheme} {...frame}>
      <title>{t('title')}</title>
      <div className="stack">
        <h1>{t('title')}</h1>
        <p>{t('cause')}</p>
        {resend.length > 0 ? <Resend locale={locale} fields={resend} /> : <p>{t('answers')}</p>}
        <p className="cluster">
          <a href={path || `/${locale}`} className="button" data-variant="primary">
            {t('retry')}
          </a>
          <a href={`/${locale}`}>{t('home')}</a>
        </p>
        <p className="muted small">{t.rich('reference', { id: reference, ltr: (id) => <Ltr code>{id}</Ltr> })}</p>
      </div>
    </AuthShell>
  );
}

/** Everything that was sent, to be sent again with one button: where no script runs, it is nowhere else. */
async function Resend({ locale, fields }: Readonly<{ locale: string; fields: ReturnType<typeof resendFields> }>) {
  const t = await getTranslations('draft.resend');
  return (
    <form
      method="post"
      action={`/${locale}/flows/drafts/sent`}
      encType="multipart/form-data"
      className="stack"
      data-state="not-kept"
    >
      <h2>{t('title')}</h2>
      <p>{t('text')}</p>
      {fields.map(([name, value], index) => (
        <input key={index} type="hidden" name={name} value={value} />
      ))}
      <p>
        <Button>{t('action')}</Button>
      </p>
    </form>
  );
}
