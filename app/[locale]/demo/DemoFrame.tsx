import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { pageFrame } from '@/app/_server/page-frame';
import { pageRequest } from '@/app/_server/request';
import { ShellAnchor, ShellFooter } from '@/components/layout/CustomerShell';
import { BrandMark } from '@/components/ui/BrandMark';
import { SkipLink } from '@/components/ui/SkipLink';
import { houseTheme } from '@/lib/branding';
import { config } from '@/lib/platform/config';
import { houseCss } from './house-css';
import './demo.css';

type Props = Readonly<{ title: string; children: ReactNode }>;

/** The frame of the demo's own pages. Outside of the demo there is no such page. */
export async function DemoFrame({ title, children }: Props) {
  if (config().mode !== 'demo') notFound();
  const [{ texts, language, help, footerEnd }, { locale, nonce }, t, system] = await Promise.all([
    pageFrame(),
    pageRequest(),
    getTranslations('demo'),
    getTranslations('system'),
  ]);
  const home = `/${locale}/demo`;
  return (
    <div className="shell demo">
      <title>{system('titled', { title })}</title>
      <style nonce={nonce} dangerouslySetInnerHTML={{ __html: houseCss() }} />
      <SkipLink label={texts.skip} />
      <header className="shell-header">
        <div className="shell-header__inner">
          <BrandMark name={houseTheme.name} mark={houseTheme.mark} href={home} />
          <nav aria-label={t('bar')}>
            <ul className="shell-header__links">
              <li className="demo-mailbox-link">
                <ShellAnchor link={{ href: `${home}/mailbox`, label: t('mailbox') }} />
              </li>
              {[language, help].map((link) => (
                <li key={link.href}>
                  <ShellAnchor link={link} />
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </header>
      <main id="main" className="demo-main" tabIndex={-1}>
        {children}
      </main>
      <ShellFooter texts={texts} links={[]} end={footerEnd} />
    </div>
  );
}
