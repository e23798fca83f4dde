import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { pageFrame } from '@/app/_server/page-frame';
import { StaffShell, type StaffNavGroup } from '@/components/layout/StaffShell';
import { houseTheme } from '@/lib/branding';
import { can, type Action } from '@/lib/tenancy';
import type { StaffContext } from './staff-context';

const places = {
  portfolio: { group: 'work', icon: 'list', needs: 'flow.read' },
  tasks: { group: 'work', icon: 'clock', needs: 'task.complete' },
  leftovers: { group: 'work', icon: 'alert', needs: 'run.undo' },
  funnel: { group: 'work', icon: 'chart', needs: 'funnel.read' },
  customers: { group: 'work', icon: 'arch', needs: 'customer.create' },
  'customers/new': { group: 'work', icon: 'plus', needs: 'customer.create' },
  partners: { group: 'house', icon: 'arch', needs: 'partner.create' },
  branding: { group: 'house', icon: 'palette', needs: 'theme.read' },
  members: { group: 'house', icon: 'users', needs: 'member.read' },
  'api-keys': { group: 'house', icon: 'key', needs: 'api_key.manage' },
  integrations: { group: 'house', icon: 'database', needs: 'connection.manage' },
  webhooks: { group: 'house', icon: 'send', needs: 'api_key.manage' },
  audit: { group: 'house', icon: 'shield', needs: 'audit.read' },
} as const satisfies Record<string, { group: string; icon: StaffNavGroup['items'][number]['icon']; needs: Action }>;

export type StaffPlace = keyof typeof places;

type Props = Readonly<{
  context: StaffContext;
  /** Which entry of the navigation the page belongs to. */
  place: StaffPlace;
  title: string;
  /** True where a form renders the document's title itself, because it says "Error:" after a refusal. */
  titleInForm?: boolean;
  /** Buttons and links beside the heading. */
  actions?: ReactNode;
  /** Beside the heading: a status. */
  tag?: ReactNode;
  children: ReactNode;
}>;

/** The frame of every staff page: the partner's look, what this role may open, one heading. */
export async function StaffPage({ context, place, title, titleInForm = false, actions, tag, children }: Props) {
  const [t, common, frame] = await Promise.all([getTranslations('staff'), getTranslations('common'), pageFrame()]);
  const { actor, tenant, theme, locale } = context;
  const nav = (['work', 'house'] as const).map((group) => ({
    id: group,
    title: t(`nav.group.${group}`),
    items: (Object.keys(places) as StaffPlace[])
      .filter((name) => places[name].group === group && can(actor, places[name].needs))
      .map((name) => ({
        href: `/${locale}/${name}`,
        label: t(`nav.${name}`),
        icon: places[name].icon,
        current: name === place,
      })),
  }));
  return (
    <>
      {titleInForm ? null : <title>{t('titled', { title, name: theme.name })}</title>}
      {theme.brand === houseTheme.brand ? null : (
        <link rel="stylesheet" href={`/api/theme/${theme.brand.slice(1)}.css`} precedence="theme" />
      )}
      <StaffShell
        brand={{ name: theme.name, mark: theme.mark }}
        texts={{ skip: frame.texts.skip, nav: common('navigation'), bar: common('bar') }}
        homeHref={`/${locale}/${can(actor, 'flow.read') ? 'portfolio' : 'funnel'}`}
        nav={nav.filter(({ items }) => items.length > 0)}
        language={frame.language}
        help={frame.help}
        account={<a href={`/${locale}/sign-out`}>{common('signOut')}</a>}
      >
        <div className="staff__head">
          <div className="cluster">
            <h1>{title}</h1>
            {tag}
          </div>
          {actions ? <div className="cluster">{actions}</div> : null}
        </div>
        {children}
        <footer className="staff__foot">
          <p className="muted small">
            {t('signedInAs', { name: actor.displayName, role: t(`role.${actor.role}`), tenant: tenant.name })}
          </p>
          {frame.footerLinks.map(({ href, label }) => (
            <p key={href} className="small">
              <a href={href}>{label}</a>
            </p>
          ))}
          {frame.footerEnd}
        </footer>
      </StaffShell>
    </>
  );
}
