import { notFound } from 'next/navigation';
import { pageRequest, partnerOfHost } from '@/app/_server/request';
import { partnerTheme } from '@/lib/auth';
import { houseTheme } from '@/lib/branding';

export type AuthBrand = Readonly<{ name: string; mark: string; brand: string }>;

/** The look of the partner whose host this is; the house's own where no partner is named. An unknown host is not there. */
export async function hostBrand(): Promise<AuthBrand> {
  const { host } = await pageRequest();
  const slug = partnerOfHost(host);
  if (slug === null) return houseTheme;
  const theme = await partnerTheme(slug);
  if (!theme) return notFound();
  return brandOf(theme, theme.name);
}

/** A stored theme as a page needs it; a partner without one gets the house's colours under its own name. */
export const brandOf = (
  theme: Readonly<{ name?: string | null; mark?: string | null; brand?: string | null }> | null,
  name: string,
): AuthBrand => ({
  name: theme?.name ?? name,
  mark: theme?.mark ?? ([...name][0] ?? houseTheme.mark).toUpperCase(),
  brand: theme?.brand ?? houseTheme.brand,
});
