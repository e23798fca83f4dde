import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { pageFrame } from '@/app/_server/page-frame';
import { ContextualHelp } from '@/components/onboarding/ContextualHelp';
import { CustomerShell } from '@/components/layout/CustomerShell';
import { houseTheme } from '@/lib/branding';
import type { FlowHeader } from '@/lib/onboarding';
import type { FlowPage } from './flow-page';

type Props = Readonly<{
  page: Pick<FlowPage<{ header: FlowHeader }>, 'theme' | 'home' | 'view'>;
  /** The document's title; absent where a form sets it itself. */
  title?: string;
  exit?: ReactNode;
  /** Help for this page, above whom to ask. */
  help?: ReactNode;
  children: ReactNode;
}>;

/** The frame of a flow's pages under the look of the partner who onboards: the same order on every page. */
export async function FlowFrame({ page, title, exit, help, children }: Props) {
  const [t, frame] = await Promise.all([getTranslations('tasks'), pageFrame()]);
  const theme = page.theme ?? { ...houseTheme, supportEmail: null };
  const { ownerName, hasTour } = page.view.header;
  return (
    <>
      {title ? <title>{`${title} – ${theme.name}`}</title> : null}
      <link rel="stylesheet" href={`/api/theme/${theme.brand.slice(1)}.css`} precedence="theme" />
      <CustomerShell
        brand={theme}
        homeHref={page.home}
        exit={exit}
        asideLabel={t('help.title')}
        aside={
          <ContextualHelp
            title={t('help.title')}
            text={t('help.text', { partner: ownerName })}
            contact={theme.supportEmail ? { label: t('help.writeTo'), email: theme.supportEmail } : null}
            {...(hasTour && { tour: { href: `${page.home}/tutorial`, label: t('help.tour') } })}
          >
            {help}
          </ContextualHelp>
        }
        {...frame}
      >
        {children}
      </CustomerShell>
    </>
  );
}
