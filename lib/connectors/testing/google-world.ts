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
  close: () => Promise<void>;
}>;

/** A simulated Google behind Google's own addresses, an account there, and means whose patience is short. */
export async function startGoogleWorld(timeoutMs = 400): Promise<GoogleWorld> {
  const google = await startGoogle({ holdMs: timeoutMs * 3 });
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
  const means = routedMeans(google.origin, googleOrigins, timeoutMs);
  return { google, connection, account: googleAccount(connection), means, close: google.close };
}

/** Means that find all these origins at one other, without a pace. */
export function routedMeans(target: string, origins: readonly string[], timeoutMs = 400): WireMeans {
  forgetBreakers();
  return {
    fetch: createSafeFetch({
      allowedEndpoints: [target],
      routes: Object.fromEntries(origins.map((origin) => [origin, target])),
      timeoutMs,
    }),
    pace: unpaced,
    now: () => new Date(),
  };
}
