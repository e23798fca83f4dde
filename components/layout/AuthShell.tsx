import type { ReactNode } from 'react';
import { BrandMark } from '@/components/ui/BrandMark';
import { SkipLink } from '@/components/ui/SkipLink';
import { ShellAnchor, ShellFooter, type ShellBrand, type ShellLink, type ShellTexts } from './CustomerShell';

type Props = Readonly<{
  brand: ShellBrand;
  texts: ShellTexts;
  language?: ShellLink;
  help?: ShellLink;
  footerLinks?: readonly ShellLink[];
  footerEnd?: ReactNode;
  children: ReactNode;
}>;

/** The frame of invitations, signing in and pages that tell what went wrong: one sheet, nothing to distract. */
export const AuthShell = ({ brand, texts, language, help, footerLinks = [], footerEnd, children }: Props) => (
  <div className="shell">
    <SkipLink label={texts.skip} />
    <header className="shell-header">
      <div className="shell-header__inner">
        <BrandMark name={brand.name} mark={brand.mark} />
        <nav aria-label={texts.header}>
          <ul className="shell-header__links">
            {[language, help].map((link) =>
              link ? (
                <li key={link.href}>
                  <ShellAnchor link={link} />
                </li>
              ) : null,
            )}
          </ul>
        </nav>
      </div>
    </header>
    <main id="main" className="auth-sheet" tabIndex={-1}>
      <div className="auth-sheet__card">{children}</div>
    </main>
    <ShellFooter texts={texts} links={footerLinks} end={footerEnd} />
  </div>
);
