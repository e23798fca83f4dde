import { z } from 'zod';
import { ConnectorError } from '../connector';
import { createWire, type Wire, type WireMeans, type WireRequest, type WireResponse } from '../wire';
import { dialects, type Dialect } from './dialects';
import { statusCodeOf } from './map-v3';
import type { ServiceDeskAccess, ZohoClient } from './port';
import { forgetZohoKey, zohoKey } from './zoho-key';

/** The product's name as people know it. */
export const system = 'ServiceDesk Plus';

export type ServiceDeskClient = Readonly<{
  dialect: Dialect;
  wire: Wire;
  /** Sends one request and reads its answer; another shape is `answer_unreadable`. */
  ask: <T>(request: WireRequest, read: (body: unknown) => T) => Promise<T>;
}>;

/** One customer's service desk on the wire, in the dialect of its profile. */
export function serviceDeskClient(access: ServiceDeskAccess, means: WireMeans): ServiceDeskClient {
  const dialect = dialects[access.profile];
  const wire = createWire(
    {
      system,
      baseUrl: baseOf(access.url),
      // The cloud counts by account and minute; this stays far below whatever a customer has booked. Customers of the
      // cloud share its host and not its portals, and one that asks much must not slow the others down.
      account: baseOf(access.url).slice(0, 200),
      limit: { perMinute: 120, burst: 20 },
      authorise: async () => dialect.headers(presentable(await keyOf(access, means))),
      failureOf,
    },
    means,
  );
  const patient = access.zoho === undefined ? wire : withFreshKey(wire, access.zoho);
  return {
    dialect,
    wire: patient,
    ask: async (request, read) => readBy(await patient(request), read),
  };
}

const keyOf = ({ key, zoho }: ServiceDeskAccess, means: WireMeans): Promise<string> =>
  zoho === undefined ? Promise.resolve(key) : zohoKey(zoho, means);

/** A key that was fetched may have been withdrawn before its hour is over: then one is fetched anew, once. */
function withFreshKey(wire: Wire, zoho: ZohoClient): Wire {
  return async (request) => {
    try {
      return await wire(request);
    } catch (error) {
      const isStale = error instanceof ConnectorError && error.code === 'credential_refused' && forgetZohoKey(zoho);
      if (!isStale) throw error;
      return wire(request);
    }
  };
}

function readBy<T>(answer: WireResponse, read: (body: unknown) => T): T {
  try {
    return read(answer.json());
  } catch (error) {
    if (error instanceof z.ZodError) throw new ConnectorError('answer_unreadable', { system });
    throw error;
  }
}

/**
 * What people paste is the address of a page that they have open: of its path only the cloud's portal counts
 * (`/app/<portal>`), everything else leads nowhere.
 */
export function baseOf(address: string): string {
  try {
    const url = new URL(address.trim());
    return `${url.origin}${/^\/app\/[^/]+/.exec(url.pathname)?.[0] ?? ''}`;
  } catch {
    throw new ConnectorError('address_refused', { system });
  }
}

/** A key that no header can hold was copied wrongly, and nobody has to be asked about it. */
function presentable(key: string): string {
  const trimmed = key.trim();
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw new ConnectorError('credential_refused', { system });
  return trimmed;
}

/** https://www.manageengine.com/products/service-desk/sdpop-v3-api/getting-started/common-error-code.html */
function failureOf(status: number, body: unknown): ConnectorError | null {
  // A page that asks people to sign in, or one that has moved: this is no API.
  if (status < 400) return new ConnectorError('answer_unreadable', { system, status });
  switch (statusCodeOf(body)) {
    case 4001:
    case 4007:
      return new ConnectorError('not_found', { system, status });
    case 4002:
      return new ConnectorError('permission_denied', { system, status });
    case 4004:
      return new ConnectorError('unavailable', { system, status });
    case 4008:
      return new ConnectorError('already_exists', { system, status });
    case 4015:
      return new ConnectorError('rate_limited', { system, status });
    case 4022:
      return new ConnectorError('credential_refused', { system, status });
    default:
      return null;
  }
}
