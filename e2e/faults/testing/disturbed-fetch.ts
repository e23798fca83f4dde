import type { WireMeans } from '@/lib/connectors';
import { httpFaults, type HttpFault, type HttpSimulator } from '@/lib/simulators';
import type { Outside } from './outside';

/** Shorter than the simulators hold an answer back, so that a client that gives up does not cost ten seconds. */
const PATIENCE_MS = 1500;

/** Every way in which a simulator that speaks HTTP can go wrong. */
export const httpKinds: readonly string[] = httpFaults.filter((kind) => kind !== 'none');

export type Disturbed = Readonly<{ name: string; simulator: HttpSimulator; owns: (url: URL) => boolean }>;

/** The way out of a worker, on which `outside` sees every request to a simulated system and may let it go wrong. */
export const disturbedFetch =
  (fetch: WireMeans['fetch'], outside: Outside, systems: readonly Disturbed[]): WireMeans['fetch'] =>
  async (address, request = {}) => {
    const url = new URL(address);
    const system = systems.find(({ owns }) => owns(url));
    // A token is kept for an hour and is no action's own: it is tried where tokens are.
    const seen = system && url.pathname !== '/token' ? await outside.asked(system.name) : null;
    if (!system || seen === null) return fetch(address, request);
    const { simulator } = system;
    const known = simulator.ledger().length;
    if (isHttpFault(seen.kind)) simulator.fault(seen.kind);
    const timeoutMs = seen.kind === null ? request.timeoutMs : PATIENCE_MS;
    const answer = await fetch(address, { ...request, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
    seen.sighting.changes = simulator
      .ledger()
      .slice(known)
      .some(({ effect }) => effect !== null);
    return answer;
  };

const isHttpFault = (kind: string | null): kind is HttpFault => httpFaults.some((known) => known === kind);
