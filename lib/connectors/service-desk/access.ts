import type { CheckContext } from '../check';
import { ConnectorError } from '../connector';
import { system } from './client';
import { serviceDeskProfiles, type ServiceDeskAccess, type ServiceDeskProfile } from './port';

/**
 * What a check needs to reach the customer's service desk: `url` and `profile` (the reference's own when absent) of the
 * arguments, `api_key` of the credential. Fails with `credential_missing`, and with `refused` for an unknown profile.
 */
export function accessOf({ args, secret }: Pick<CheckContext, 'args' | 'secret'>): ServiceDeskAccess {
  const key = secret.api_key ?? '';
  if (key.trim() === '') throw new ConnectorError('credential_missing', { system });
  return { url: typeof args.url === 'string' ? args.url : '', profile: profileOf(args.profile), key };
}

/** A profile by its name; the reference's own when nothing is said. */
export function profileOf(value: unknown): ServiceDeskProfile {
  if (value === undefined || value === '') return 'reference';
  const known = serviceDeskProfiles.find((profile) => profile === value);
  if (!known) throw new ConnectorError('refused', { system, reason: 'profile' });
  return known;
}
