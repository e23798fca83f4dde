import type { Finding } from '../types';

/** Something that must be cured before publishing. */
export const error = (code: string, path: string, args: Finding['args'] = {}): Finding => ({
  severity: 'error',
  code,
  path,
  args,
});

/** Something that an author should look at. */
export const warning = (code: string, path: string, args: Finding['args'] = {}): Finding => ({
  severity: 'warning',
  code,
  path,
  args,
});
