import { createSafeFetch } from '@/lib/platform/http';
import type { HttpFault, HttpSimulator } from '@/lib/simulators';
import type { ConnectorFailure } from '../connector';
import { unpaced, type WireMeans } from '../wire';

/** The way out of a test: everything that is asked of `origin` is answered by the simulator. */
export const meansTo = (simulator: HttpSimulator, origin: string, timeoutMs?: number): WireMeans => ({
  fetch: createSafeFetch({
    allowedEndpoints: [simulator.origin],
    routes: { [origin]: simulator.origin },
    resolve: () => Promise.resolve(['127.0.0.1']),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }),
  pace: unpaced,
  now: () => new Date(),
});

/**
 * How long a test may be patient with a fault: hardly where the fault is that nothing comes, and as long as the product
 * otherwise, because on a busy machine even a good answer takes its time.
 */
export const patienceFor = (fault: HttpFault): number | undefined =>
  ['timeout', 'late', 'drip'].includes(fault) ? 200 : undefined;

/** What a connector makes of each thing that can go wrong, where its system has no meaning of its own for it. */
export const usualFaults: readonly (readonly [HttpFault, ConnectorFailure])[] = [
  ['timeout', 'timed_out'],
  ['late', 'timed_out'],
  ['drip', 'timed_out'],
  ['reset', 'unreachable'],
  ['garbage', 'answer_unreadable'],
  ['status_401', 'credential_refused'],
  ['status_403', 'permission_denied'],
  ['status_409', 'already_exists'],
  ['status_429', 'rate_limited'],
  ['status_500', 'unavailable'],
  ['status_503', 'unavailable'],
];

export { forgetBreakers } from '../wire';
