import type { CheckContext } from '../check';
import { ConnectorError } from '../connector';
import { system } from './client';
import { serviceDeskProfiles, type ServiceDeskAccess, type ServiceDeskProfile } from './port';

/**
 * What it takes to reach the customer's service desk: its address, its profile by name, and the parts of the credential,
 * which are `api_key`, or for the cloud `client_id`, `client_secret`, `refresh_token` and, where it is not the usual one,
 * `data_centre`. Fails with `credential_missing`, and with `refused` for an unknown profile.
 */
export function serviceDeskAccess(
  url: string,
  profileName: unknown,
  parts: Readonly<Record<string, string>>,
): ServiceDeskAccess {
  const profile = profileOf(profileName);
  const part = (name: string): string => (parts[name] ?? '').trim();
  const [clientId, clientSecret, refreshToken] = [part('client_id'), part('client_secret'), part('refresh_token')];
  if (profile === 'sdp-cloud-v3' && clientId !== '' && clientSecret !== '' && refreshToken !== '') {
    const dataCentre = part('data_centre').toLowerCase();
    const zoho = { clientId, clientSecret, refreshToken, ...(dataCentre === '' ? {} : { dataCentre }) };
    return { url, profile, key: '', zoho };
  }
  if (part('api_key') === '') throw new ConnectorError('credential_missing', { system });
  return { url, profile, key: part('api_key') };
}

/** The same for a check, from its arguments `url` and `profile` and its credential. */
export const accessOf = ({ args, secret }: Pick<CheckContext, 'args' | 'secret'>): ServiceDeskAccess =>
  serviceDeskAccess(typeof args.url === 'string' ? args.url : '', args.profile, secret);

/** A profile by its name; the reference's own when nothing is said. */
export function profileOf(value: unknown): ServiceDeskProfile {
  if (value === undefined || value === '') return 'reference';
  const known = serviceDeskProfiles.find((profile) => profile === value);
  if (!known) throw new ConnectorError('refused', { system, reason: 'profile' });
  return known;
}
