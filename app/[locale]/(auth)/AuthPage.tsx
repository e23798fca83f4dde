import type { ReactNode } from 'react';
import { pageFrame } from '@/app/_server/page-frame';
import { AuthShell } from '@/components/layout/AuthShell';
import { houseTheme, isHex } from '@/lib/branding';
import type { AuthBrand } from './auth-brand';

type Props = Readonly<{ brand: AuthBrand; children: ReactNode }>;

/** The frame of a page before or around signing in, in the look of the partner it belongs to. */
export async function AuthPage({ brand, children }: Props) {
  const frame = await pageFrame();
  return (
    <>
      {isHex(brand.brand) && brand.brand !== houseTheme.brand ? (
        <link rel="stylesheet" href={`/api/theme/${brand.brand.slice(1)}.css`} precedence="theme" />
      ) : null}
      <AuthShell brand={brand} {...frame}>
        {children}
      </AuthShell>
    </>
  );
}
