import { notFound } from 'next/navigation';
import { pageActor, type Wanted } from '@/app/_server/page-actor';
import { activeTheme, type ActiveTheme } from '@/lib/branding/active-theme';
import { getTenant, type TenantView } from '@/lib/customers';
import { formatters, type Formatters, type Locale } from '@/lib/i18n';
import { systemClock } from '@/lib/platform/clock';
import { withTenant, type MemberActor } from '@/lib/tenancy';
import { pageRequest } from '@/app/_server/request';

/** What every staff page knows: who looks, as whose staff, in which look, language and zone, and when. */
export type StaffContext = Readonly<{
  actor: MemberActor;
  tenant: TenantView;
  theme: ActiveTheme;
  locale: Locale;
  format: Formatters;
  now: Date;
}>;

/**
 * Finds the staff membership that sees what the page is about; people without one get "not found", people who are not
 * signed in go to sign-in and come back.
 */
export async function staffContext(wanted: Omit<Wanted, 'kinds'> = {}): Promise<StaffContext> {
  const actor = await pageActor({ ...wanted, kinds: ['partner', 'platform'] });
  const [{ locale }, { tenant, theme }] = await Promise.all([
    pageRequest(),
    withTenant(actor, async (tx) => ({
      tenant: await getTenant(tx, actor.tenantId),
      theme: await activeTheme(tx, actor.tenantId),
    })),
  ]);
  if (!tenant.ok) return notFound();
  const { timeZone } = tenant.value;
  return {
    actor,
    tenant: tenant.value,
    theme,
    locale,
    format: formatters({ locale, timeZone }),
    now: systemClock.now(),
  };
}
