import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { pageFrame } from '@/app/_server/page-frame';
import { pageRequest } from '@/app/_server/request';
import { AuthShell } from '@/components/layout/AuthShell';
import { LinkButton } from '@/components/ui/LinkButton';
import { houseTheme } from '@/lib/branding';
import { config } from '@/lib/platform/config';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('system');
  return { title: t('titled', { title: t('start.title') }) };
}

/** The front door: people come by invitation, so it only tells them where to go. */
export default async function StartPage() {
  const [t, frame, { locale }] = await Promise.all([getTranslations('system.start'), pageFrame(), pageRequest()]);
  return (
    <AuthShell brand={houseTheme} {...frame}>
      <div className="stack">
        <h1>{t('title')}</h1>
        <p className="lead">{t('lead')}</p>
        <p className="cluster">
          <LinkButton href={`/${locale}/sign-in`} prefetch={false}>
            {t('signIn')}
          </LinkButton>
          {config().mode === 'demo' ? (
            <LinkButton href={`/${locale}/demo`} variant="secondary" prefetch={false}>
              {t('demo')}
            </LinkButton>
          ) : null}
        </p>
      </div>
    </AuthShell>
  );
}
