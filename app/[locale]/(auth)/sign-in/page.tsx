import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageRequest } from '@/app/_server/request';
import { formTexts } from '@/components/forms/form-texts';
import { safeReturnPath } from '@/lib/auth';
import { askForMail } from '../actions';
import { hostBrand } from '../auth-brand';
import { AuthPage } from '../AuthPage';
import { KeptNotice } from '../KeptNotice';
import { OneFieldForm } from '../OneFieldForm';
import { PasskeyButton } from '../PasskeyButton';
import { answerPasskey, questionPasskey } from '../ways-actions';

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

/** Asks for the address; the answer is the same whoever it belongs to. */
async function SignInPage({ searchParams }: Props) {
  const [brand, t, ways, { locale }, form, { next, kept }] = await Promise.all([
    hostBrand(),
    getTranslations('auth.signIn'),
    getTranslations('auth.ways'),
    pageRequest(),
    getTranslations('form'),
    searchParams,
  ]);
  const title = t('title', { name: brand.name });
  const wish = safeReturnPath(next);
  const here = `/${locale}/sign-in`;
  const query = wish === null ? '' : `?next=${encodeURIComponent(wish)}`;
  return (
    <AuthPage brand={brand}>
      <h1>{title}</h1>
      {kept === undefined ? null : <KeptNotice />}
      <p className="lead">{t('lead')}</p>
      <OneFieldForm
        action={askForMail}
        field={{ name: 'email', label: t('email'), hint: t('emailHint') }}
        hidden={wish === null ? {} : { next: wish }}
        title={title}
        errorTitle={form('errorTitle', { title })}
        submit={t('submit')}
        pending={t('pending')}
        texts={formTexts((key) => form.raw(key))}
      />
      <section className="stack" aria-labelledby="other-ways">
        <h2 id="other-ways">{ways('otherTitle')}</h2>
        <ul>
          <li>
            <a href={`${here}/password${query}`}>{ways('password')}</a>
          </li>
          <li>
            <a href={`${here}/sso${query}`}>{ways('sso')}</a>
          </li>
        </ul>
        <PasskeyButton
          ask={questionPasskey}
          answer={answerPasskey}
          label={ways('passkey')}
          pending={ways('passkeyPending')}
          failed={ways('passkeyFailed')}
          next={wish ?? undefined}
        />
      </section>
    </AuthPage>
  );
}

export default guardedPage(SignInPage);
