import type { ReactNode } from 'react';
import { BrandMark } from '@/components/ui/BrandMark';
import { SkipLink } from '@/components/ui/SkipLink';

export type ShellBrand = Readonly<{ name: string; mark: string }>;
export type ShellLink = Readonly<{ href: string; label: string; lang?: string }>;
export type ShellTexts = Readonly<{ skip: string; header: string; footer: string; poweredBy?: string }>;

type Props = Readonly<{
  brand: ShellBrand;
  texts: ShellTexts;
  /** Where the brand leads, usually the task list. */
  homeHref?: string;
  /** The same page in another language; a plain link, since a change of direction loads a new document. */
  language?: ShellLink;
  help?: ShellLink;
  /** "Save and exit": a link, or a form with one button, without ids: wide and narrow screens have it in two places. */
  exit?: ReactNode;
  /** Beside the main column on wide screens, after it on narrow ones. */
  aside?: ReactNode;
  asideLabel?: string;
  footerLinks?: readonly ShellLink[];
  /** More for the footer, such as the choice of light and dark. */
  footerEnd?: ReactNode;
  children: ReactNode;
}>;

/**
 * The frame of a customer's page. The order of header, help, main, aside and footer is the same on every page; only
 * name, mark and colours are the partner's.
 */
export const CustomerShell = ({ brand, texts, homeHref, language, help, exit, aside, asideLabel, ...rest }: Props) => (
  <div className="shell">
    <SkipLink label={texts.skip} />
    <header className="shell-header">
      <div className="shell-header__inner">
        <BrandMark name={brand.name} mark={brand.mark} href={homeHref} />
        <nav aria-label={texts.header}>
          <ul className="shell-header__links">
            {language ? (
              <li>
                <ShellAnchor link={language} />
              </li>
            ) : null}
            {help ? (
              <li>
                <ShellAnchor link={help} />
              </li>
            ) : null}
            {exit ? <li className="shell-header__exit">{exit}</li> : null}
          </ul>
        </nav>
      </div>
    </header>
    <div className="shell-main">
      <main id="main" className="shell-column" tabIndex={-1}>
        {rest.children}
        {exit ? <div className="shell-exit">{exit}</div> : null}
      </main>
      {aside ? (
        <aside className="shell-aside" aria-label={asideLabel}>
          {aside}
        </aside>
      ) : null}
    </div>
    <ShellFooter texts={texts} links={rest.footerLinks ?? []} end={rest.footerEnd} />
  </div>
);

/** A link of a frame; one in another language says so. */
export const ShellAnchor = ({ link }: Readonly<{ link: ShellLink }>) => (
  <a href={link.href} lang={link.lang} hrefLang={link.lang}>
    {link.label}
  </a>
);

type FooterProps = Readonly<{ texts: ShellTexts; links: readonly ShellLink[]; end?: ReactNode }>;

/** The foot of customer and sign-in pages. */
export const ShellFooter = ({ texts, links, end }: FooterProps) => (
  <footer className="shell-footer">
    <div className="shell-footer__inner">
      {links.length > 0 ? (
        <nav aria-label={texts.footer}>
          <ul className="shell-footer__links">
            {links.map((link) => (
              <li key={link.href}>
                <ShellAnchor link={link} />
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {texts.poweredBy ? <p>{texts.poweredBy}</p> : null}
      {end}
    </div>
  </footer>
);
