import type { CheckResult } from './check';

/** What a look found out about one right, by the name that the other system has for it. */
export const rightResult = (system: string, permission: string, isGranted: boolean): CheckResult =>
  isGranted
    ? { id: permission, ok: true }
    : { id: permission, ok: false, code: 'permission_denied', args: { system, permission } };
