import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { pageFrame } from '@/app/_server/page-frame';
import { pageRequest } from '@/app/_server/request';
import { AuthShell } from '@/components/layout/AuthShell';
import { houseTheme } from '@/lib/branding';
import { catalogue, type ErrorCode } from '@/lib/errors';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('system');
  return { title: t('titled', { title: t('help.index') }) };
}

/** Every message that the product can show, each with its page. */
export default async function HelpPage() {
  const [t, errors, frame, { locale }] = await Promise.all([
    getTranslations('system.help'),
    getTranslations('errors'),
    pageFrame(),
    pageRequest(),
  ]);
  const codes = Object.keys(catalogue) as ErrorCode[];
  return (
    <AuthShell brand={houseTheme} {...frame}>
      <div className="stack">
        <h1>{t('index')}</h1>
        <p>{t('indexIntro')}</p>
        <ul>
          {codes.map((code) => (
            <li key={code}>
              <a href={`/${locale}/help/errors/${code}`}>{errors(`${code}.title`)}</a>
            </li>
          ))}
        </ul>
      </div>
    </AuthShell>
  );
}
