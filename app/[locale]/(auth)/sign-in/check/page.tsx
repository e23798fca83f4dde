import { getTranslations } from 'next-intl/server';
import { redirect } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageRequest } from '@/app/_server/request';
import { formTexts } from '@/components/forms/form-texts';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import { lifetimes, maskEmail, viewChallenge } from '@/lib/auth';
import { systemClock } from '@/lib/platform/clock';
import { askAgain, enterCode } from '../../actions';
import { hostBrand } from '../../auth-brand';
import { AuthPage } from '../../AuthPage';
import { readChallenge } from '../../challenge-cookie';
import { OneFieldForm } from '../../OneFieldForm';
import { ResendForm } from './ResendForm';

type Props = Readonly<{ searchParams: Promise<Record<string, string | string[] | undefined>> }>;

/** Waits for the code, in the browser that asked. Says the same whether or not anybody has the address. */
async function CheckPage({ searchParams }: Props) {
  const [brand, t, form, { locale }, { resent }, id] = await Promise.all([
    hostBrand(),
    getTranslations('auth.check'),
    getTranslations('form'),
    pageRequest(),
    searchParams,
    readChallenge(),
  ]);
  const challenge = id === null ? null : await viewChallenge(id);
  if (!challenge) redirect(`/${locale}/sign-in`);
  const { status } = challenge;
  const again = `/${locale}/sign-in${challenge.returnPath ? `?next=${encodeURIComponent(challenge.returnPath)}` : ''}`;
  if (status !== 'open') {
    const which = status === 'locked' ? 'locked' : 'expired';
    return (
      <AuthPage brand={brand}>
        <title>{t(`${which}Title`)}</title>
        <h1>{t(`${which}Title`)}</h1>
        <p>{t(which)}</p>
        <p>
          <LinkButton href={again} prefetch={false}>
            {t('again')}
          </LinkButton>
        </p>
      </AuthPage>
    );
  }
  const askedAgo = systemClock.now().getTime() - new Date(challenge.createdAt).getTime();
  const waitSeconds = Math.max(0, Math.ceil(lifetimes.resend - askedAgo / 1000));
  return (
    <AuthPage brand={brand}>
      <h1>{t('title')}</h1>
      {resent === '1' ? (
        <InsetNotice tone="success" role="status">
          <p>{t('resent')}</p>
        </InsetNotice>
      ) : null}
      <p className="lead">
        {t.rich('lead', { email: maskEmail(challenge.email), ltr: (value) => <Ltr wrap>{value}</Ltr> })}
      </p>
      <OneFieldForm
        action={enterCode}
        field={{ name: 'code', label: t('code'), hint: t('codeHint') }}
        title={t('title')}
        errorTitle={form('errorTitle', { title: t('title') })}
        submit={t('submit')}
        pending={t('pending')}
        texts={formTexts((key) => form.raw(key))}
      />
      <section className="stack">
        <h2>{t('nothing')}</h2>
        <p>{t('nothingHint')}</p>
        <ResendForm
          key={challenge.createdAt}
          action={askAgain}
          waits={Array.from({ length: waitSeconds + 1 }, (_, seconds) => t('wait', { seconds }))}
          submit={t('resend')}
        />
        <p>
          <a href={again}>{t('other')}</a>
        </p>
      </section>
    </AuthPage>
  );
}

export default guardedPage(CheckPage);
