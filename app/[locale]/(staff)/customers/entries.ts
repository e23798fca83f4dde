import type { Action } from '@/lib/tenancy';

/** The ways to begin something that concerns a customer, each with where it starts and what it needs. */
export const entries = [
  { id: 'new', href: 'customers/new', needs: 'customer.create' },
  { id: 'dataset', href: 'leftovers', needs: 'run.undo' },
  { id: 'registry', href: 'portfolio?status=done', needs: 'flow.start' },
  { id: 'credentials', href: 'integrations', needs: 'connection.manage' },
  { id: 'offboarding', href: 'portfolio?status=done', needs: 'offboarding.request' },
] as const satisfies readonly Readonly<{ id: string; href: string; needs: Action }>[];
