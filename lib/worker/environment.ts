import { postgresDatasets } from '@/lib/connectors';
import { usualScanner, usualStorage, type FileEnvironment } from '@/lib/files';
import { config } from '@/lib/platform/config';
import { safeFetch } from '@/lib/platform/http';
import { log } from '@/lib/platform/logging';
import { systemMeans } from '@/lib/platform/means';
import { sharedPace } from '@/lib/platform/rate-limit';
import type { Environment } from '@/lib/provisioning';
import { workerStatement } from '@/lib/tenancy';
import { openConnection, openCredential } from '@/lib/vault';
import type { OutboundMeans } from '@/lib/webhooks';

/** How fast other systems are asked, by all workers together. */
const pace = sharedPace((statement) => workerStatement<{ wait: number }>('take_token', statement));

/** What the worker lends to provisioning runs. Throws when it was not told where the warehouse is. */
export function provisioningEnvironment(): Environment {
  const { warehouseUrl } = config();
  if (warehouseUrl === undefined)
    throw new Error('WAREHOUSE_URL is missing: the worker would not know where datasets go');
  return {
    datasets: postgresDatasets(warehouseUrl),
    wire: { fetch: safeFetch, pace, now: () => systemMeans.clock.now() },
    connection: openConnection,
    credential: openCredential,
    means: systemMeans,
    random: Math.random,
    onUnexpected: (error, about) =>
      log.error({ err: error, ...about }, 'an action failed in a way that nobody foresaw'),
  };
}

/** What the worker lends to the scan of files. Without a scanner they are marked as not checked, and the log says so. */
export function fileEnvironment(): FileEnvironment {
  return { storage: usualStorage(), scanner: usualScanner() };
}

/** What the worker lends to deliveries of events to others. */
export const outboundMeans = (): OutboundMeans => ({ fetch: safeFetch, means: systemMeans, random: Math.random });
