import type { Held } from '@/lib/auth';

/** Where somebody goes whose session lacks something, and back to `path` from there. */
export function heldPath(held: Held, locale: string, path: string | null): string {
  const next = path ? `?next=${encodeURIComponent(path)}` : '';
  switch (held) {
    case 'verify':
      return `/${locale}/sign-in/second-factor${next}`;
    case 'enrol':
      return `/${locale}/account/security${next}`;
    case 'sso':
      return `/${locale}/sign-in/sso${next ? `${next}&` : '?'}needed=1`;
  }
}
