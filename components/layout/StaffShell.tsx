import type { ReactNode } from 'react';
import { BrandMark } from '@/components/ui/BrandMark';
import { Icon } from '@/components/ui/Icon';
import type { IconName } from '@/components/ui/icons';
import { SkipLink } from '@/components/ui/SkipLink';
import { ShellAnchor, type ShellBrand, type ShellLink } from './CustomerShell';

export type StaffNavItem = Readonly<{ href: string; label: string; icon: IconName; current?: boolean }>;
export type StaffNavGroup = Readonly<{ id: string; title?: string; items: readonly StaffNavItem[] }>;

type Props = Readonly<{
  brand: ShellBrand;
  texts: Readonly<{ skip: string; nav: string; bar: string }>;
  homeHref: string;
  nav: readonly StaffNavGroup[];
  language?: ShellLink;
  help?: ShellLink;
  /** Who is signed in, and the way out: text and a form with one button. */
  account?: ReactNode;
  children: ReactNode;
}>;

/** The frame of staff and partner pages: bar on top, navigation beside (above, on narrow screens), then the page. */
export const StaffShell = ({ brand, texts, homeHref, nav, language, help, account, children }: Props) => (
  <div className="staff">
    <SkipLink label={texts.skip} />
    <header className="staff__bar">
      <BrandMark name={brand.name} mark={brand.mark} href={homeHref} />
      <nav aria-label={texts.bar}>
        <ul className="staff__bar-links">
          {[language, help].map((link) =>
            link ? (
              <li key={link.href}>
                <ShellAnchor link={link} />
              </li>
            ) : null,
          )}
          {account ? <li>{account}</li> : null}
        </ul>
      </nav>
    </header>
    <nav className="staff__nav" aria-label={texts.nav}>
      {nav.map((group) => (
        <StaffNavList key={group.id} group={group} />
      ))}
    </nav>
    <main id="main" className="staff__main" tabIndex={-1}>
      {children}
    </main>
  </div>
);

const StaffNavList = ({ group }: Readonly<{ group: StaffNavGroup }>) => {
  const titleId = `nav-${group.id}`;
  return (
    <>
      {group.title ? (
        <p className="staff__nav-title" id={titleId}>
          {group.title}
        </p>
      ) : null}
      <ul aria-labelledby={group.title ? titleId : undefined}>
        {group.items.map((item) => (
          <li key={item.href}>
            <a href={item.href} aria-current={item.current ? 'page' : undefined}>
              <Icon name={item.icon} />
              {item.label}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
};
