import { createSafeFetch } from '@/lib/platform/http';
import { googleOrigins, startGoogle, type GoogleSimulator } from '@/lib/simulators';
import { googleAccount, type GoogleAccount } from '../google-cloud';
import type { Connection } from '../connection';
import { forgetBreakers, unpaced, type WireMeans } from '../wire';

export type GoogleWorld = Readonly<{
  google: GoogleSimulator;
  connection: Connection;
  account: GoogleAccount;
  means: WireMeans;
  /** The same for somebody who hardly waits, for faults by which nothing comes. */
  impatient: WireMeans;
  close: () => Promise<void>;
}>;

/** A simulated Google behind Google's own addresses, an account there, and the means to reach it. */
export async function startGoogleWorld(): Promise<GoogleWorld> {
  const google = await startGoogle({ holdMs: impatientMs * 3 });
  const key = google.tokens.createServiceAccount('onboarding@northwind-prod.iam.gserviceaccount.com');
  const connection: Connection = {
    system: 'google-cloud',
    settings: {
      projectId: 'northwind-prod',
      location: 'EU',
      registryDataset: 'customer_registry',
      registryTable: 'customers',
    },
    secret: { ...key },
  };
  const means = routedMeans(google.origin, googleOrigins);
  const impatient = routedMeans(google.origin, googleOrigins, impatientMs);
  return { google, connection, account: googleAccount(connection), means, impatient, close: google.close };
}

const impatientMs = 400;

/** Means that find all these origins at one other, without a pace; as patient as the product unless told otherwise. */
export function routedMeans(target: string, origins: readonly string[], timeoutMs?: number): WireMeans {
  forgetBreakers();
  return {
    fetch: createSafeFetch({
      allowedEndpoints: [target],
      routes: Object.fromEntries(origins.map((origin) => [origin, target])),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    }),
    pace: unpaced,
    now: () => new Date(),
  };
}
