import { one } from '@/app/[locale]/(staff)/_shell/search-params';
import { deriveBrand, isHex, partnerThemeSchema, type Hex } from '@/lib/branding';
import type { ActiveTheme } from '@/lib/branding/active-theme';

export type TriedLook = Readonly<{
  look: Readonly<{ name: string; mark: string; brand: string; supportEmail: string; hex: Hex }>;
  wrong: Readonly<Record<'name' | 'mark' | 'brand', boolean>>;
  /** True when the address holds a look to try. */
  isTried: boolean;
  /** What the guard rail made of the colour where it had to change it. */
  moved: Readonly<{ light: Hex | null; dark: Hex | null }>;
}>;

/**
 * The look that the address asks to try, over the one in use. Code and picker are two fields of one colour: without a
 * script, the one that differs from what the page showed (`was`) is the one that the person meant.
 */
export function readLook(
  theme: ActiveTheme,
  query: Readonly<Record<string, string | readonly string[] | undefined>>,
): TriedLook {
  const isTried = query.brand !== undefined;
  const typed = one(query.brand).trim().toLowerCase();
  const picked = one(query.picker).trim().toLowerCase();
  const was = one(query.was).trim().toLowerCase();
  const brand = isTried ? (typed === was && isHex(picked) ? picked : typed) : theme.brand;
  const hex = isHex(brand) ? brand : theme.brand;
  const look = {
    name: isTried ? one(query.name).slice(0, 200) : theme.name,
    mark: isTried ? one(query.mark).slice(0, 20) : theme.mark,
    brand,
    supportEmail: isTried ? one(query.supportEmail).slice(0, 320) : (theme.supportEmail ?? ''),
    hex,
  };
  const { name, mark } = partnerThemeSchema.shape;
  const derived = deriveBrand(hex);
  return {
    look,
    isTried,
    wrong: { name: !name.safeParse(look.name).success, mark: !mark.safeParse(look.mark).success, brand: !isHex(brand) },
    moved: {
      light: derived.light.primary === hex ? null : derived.light.primary,
      dark: derived.dark.primary === hex ? null : derived.dark.primary,
    },
  };
}
