import { googleTokens, googleTokenUrl, type GoogleGrant, type GoogleTokenFailure } from '@/lib/platform/google';
import { ConnectorError, type ConnectorFailure } from '../connector';
import { createWire, type PaceLimit, type Wire, type WireMeans } from '../wire';
import type { GoogleAccount } from './account';
import { googleFailure } from './failures';
import type { VendorApi } from './services';

export type GoogleService = Readonly<{ system: string; api: VendorApi; scopes: readonly string[] }>;

/**
 * The wire to one Google service as a service account. `bucket` names the kind of call that `limit` is for, so that each
 * kind has a pace of its own, for each project. A token that the service no longer takes is asked for anew, once.
 */
export function googleWire(
  account: GoogleAccount,
  service: GoogleService,
  pace: Readonly<{ bucket: string; limit: PaceLimit }>,
  means: WireMeans,
): Wire {
  const { system, api, scopes } = service;
  const tokenUrl = at(account.baseUrl, googleTokenUrl);
  const grant: GoogleGrant = {
    kind: 'service-account',
    clientEmail: account.clientEmail,
    privateKey: account.privateKey,
    scopes,
  };
  const wire = createWire(
    {
      system,
      baseUrl: at(account.baseUrl, api.baseUrl),
      limit: pace.limit,
      account: `${account.projectId}:${pace.bucket}`,
      authorise: async () => {
        const token = await googleTokens.get(grant, { fetch: means.fetch, now: means.now, tokenUrl });
        if (!token.ok) throw tokenFailure(token.failure, system);
        return { authorization: `Bearer ${token.token}` };
      },
      failureOf: googleFailure(system),
    },
    means,
  );
  return async (request) => {
    try {
      return await wire(request);
    } catch (error) {
      // Status is there only when the service itself refused; a refused key would be refused again.
      if (!(error instanceof ConnectorError) || error.code !== 'credential_refused' || !('status' in error.args))
        throw error;
      googleTokens.forget(grant, { tokenUrl });
      return wire(request);
    }
  };
}

/** What stands in the way of a token, as a failure of the system that it was for. */
export function tokenFailure(failure: GoogleTokenFailure, system: string): ConnectorError {
  return new ConnectorError(tokenFailures[failure], { system });
}

const tokenFailures: Readonly<Record<GoogleTokenFailure, ConnectorFailure>> = {
  address_refused: 'address_refused',
  dns_lookup_failed: 'address_unknown',
  connection_refused: 'unreachable',
  connection_lost: 'unreachable',
  certificate_refused: 'certificate_refused',
  timed_out: 'timed_out',
  too_large: 'answer_unreadable',
  answer_unreadable: 'answer_unreadable',
  unavailable: 'unavailable',
  credential_refused: 'credential_refused',
  client_refused: 'not_connected',
  key_unusable: 'not_connected',
};

/** The same path at the origin that answers instead, if there is one. */
function at(origin: string | undefined, url: string): string {
  return origin === undefined ? url : new URL(new URL(url).pathname, origin).toString();
}
