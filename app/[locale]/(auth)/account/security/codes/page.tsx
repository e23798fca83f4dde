import { getTranslations } from 'next-intl/server';
import { redirect } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { currentSession } from '@/app/_server/page-actor';
import { pageRequest } from '@/app/_server/request';
import { readSessionToken } from '@/app/_server/session-cookie';
import { formTexts } from '@/components/forms/form-texts';
import { beginTotp, safeReturnPath } from '@/lib/auth';
import { hostBrand } from '../../../auth-brand';
import { AuthPage } from '../../../AuthPage';
import { FieldsForm } from '../../../FieldsForm';
import { QrCode } from '../../../QrCode';
import { confirmCodes } from '../../../ways-actions';

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

/** Sets up one-time codes: a picture for the app, the same as text, and one code to confirm. Then it is shown no more. */
async function CodesPage({ searchParams }: Props) {
  const [brand, t, form, { locale }, { next }, token, session] = await Promise.all([
    hostBrand(),
    getTranslations('auth.codes'),
    getTranslations('form'),
    pageRequest(),
    searchParams,
    readSessionToken(),
    currentSession(),
  ]);
  const here = `/${locale}/account/security`;
  if (!session) redirect(`/${locale}/sign-in?next=${encodeURIComponent(`${here}/codes`)}`);
  const begun = await beginTotp(token ?? '');
  // After confirming, this very page is rendered with the answer that holds the recovery codes, so it never leads away.
  const { secret, squares } = begun.ok ? begun.value : { secret: '', squares: [] };
  const title = t('title');
  return (
    <AuthPage brand={brand}>
      <h1>{title}</h1>
      <FieldsForm
        id="codes"
        action={confirmCodes}
        spent={begun.ok ? undefined : t('spent')}
        fields={[{ name: 'code', kind: 'code', label: t('code'), hint: t('codeHint'), autoComplete: 'one-time-code' }]}
        submit={t('submit')}
        pending={t('pending')}
        titles={{ plain: title, error: form('errorTitle', { title }) }}
        texts={formTexts((key) => form.raw(key))}
        once={{ title: t('onceTitle'), text: t('once'), go: t('onceGo'), href: safeReturnPath(next) ?? here }}
      />
      {begun.ok ? (
        <section className="stack" aria-labelledby="app">
          <h2 id="app">{t('appTitle')}</h2>
          <p>{t('lead')}</p>
          <p>
            <QrCode squares={squares} label={t('picture')} />
          </p>
          <p>{t('byHand')}</p>
          <p>
            <code dir="ltr">{(secret.match(/.{1,4}/g) ?? []).join(' ')}</code>
          </p>
        </section>
      ) : null}
      <p>
        <a href={here}>{t('back')}</a>
      </p>
    </AuthPage>
  );
}

export default guardedPage(CodesPage);
