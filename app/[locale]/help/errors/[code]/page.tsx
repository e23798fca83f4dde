import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { pageFrame } from '@/app/_server/page-frame';
import { pageRequest } from '@/app/_server/request';
import { AuthShell } from '@/components/layout/AuthShell';
import { Ltr } from '@/components/ui/Ltr';
import { houseTheme } from '@/lib/branding';
import { catalogue, type ErrorCode } from '@/lib/errors';

type Props = Readonly<{ params: Promise<{ code: string }> }>;

const isCode = (code: string): code is ErrorCode => Object.hasOwn(catalogue, code);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { code } = await params;
  if (!isCode(code)) return {};
  const [t, errors] = await Promise.all([getTranslations('system.help'), getTranslations('errors')]);
  return { title: t('codeTitle', { title: errors(`${code}.title`) }) };
}

/** One refusal: what happened, what to do, and what a program sees. */
export default guardedPage(async ({ params }: Props) => {
  const { code } = await params;
  if (!isCode(code)) notFound();
  const [t, errors, frame, { locale }] = await Promise.all([
    getTranslations('system.help'),
    getTranslations('errors'),
    pageFrame(),
    pageRequest(),
  ]);
  const { status, retry } = catalogue[code];
  return (
    <AuthShell brand={houseTheme} {...frame}>
      <div className="stack">
        <h1>{errors(`${code}.title`)}</h1>
        <h2>{t('what')}</h2>
        <p>{errors(`${code}.cause`)}</p>
        <h2>{t('todo')}</h2>
        <p>{errors(`${code}.remedy`)}</p>
        <p>{retry ? t('retryYes') : t('retryNo')}</p>
        <p className="muted small">
          {t.rich('status', { status: String(status), code, ltr: (chunks) => <Ltr code>{chunks}</Ltr> })}
        </p>
        <p>
          <a href={`/${locale}/help`}>{t('back')}</a>
        </p>
      </div>
    </AuthShell>
  );
});
