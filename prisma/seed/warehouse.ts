import { postgresDatasets, unpaced, type DatasetConnector } from '@/lib/connectors';
import { config } from '@/lib/platform/config';
import { safeFetch } from '@/lib/platform/http';
import { immediate } from '@/lib/platform/jobs';
import { systemMeans } from '@/lib/platform/means';
import { checkCredentialWorkflow, provisionFlow, type Environment } from '@/lib/provisioning';
import { openConnection, openCredential } from '@/lib/vault';

export type SetUp = (tenantId: string, runId: string) => Promise<void>;

/** Ways to carry out a run here and now, as the worker does, in the demo world's own warehouse. */
export type Warehouse = Readonly<{
  datasets: DatasetConnector;
  setUp: SetUp;
  /** Tries a credential, or looks at another system, as the worker does. */
  look: (tenantId: string, checkId: string) => Promise<void>;
  /** The same, but the warehouse cannot be reached any more once the first action is done. */
  setUpAndLose: SetUp;
  close: () => Promise<void>;
}>;

/** Nothing listens on port 1 of this machine. */
const nowhere = 'postgresql://portico_warehouse:none@127.0.0.1:1/portico_warehouse';

/** Opens the warehouse. Throws when its address is missing. */
export function openWarehouse(): Warehouse {
  const { warehouseUrl } = config();
  if (warehouseUrl === undefined) throw new Error('WAREHOUSE_URL is missing: the demo world needs a warehouse');
  const datasets = postgresDatasets(warehouseUrl);
  const lost = postgresDatasets(nowhere);
  const unexpected = (error: unknown): never => {
    throw error instanceof Error ? error : new Error('An action of the demo world failed');
  };
  const environment: Environment = {
    datasets,
    wire: { fetch: safeFetch, pace: unpaced, now: () => systemMeans.clock.now() },
    connection: openConnection,
    credential: openCredential,
    means: systemMeans,
    random: () => 0,
    onUnexpected: unexpected,
  };
  const run = (lent: Environment, tenantId: string, runId: string) =>
    provisionFlow(lent)(immediate, { tenantId, runId });
  return {
    datasets,
    setUp: (tenantId, runId) => run(environment, tenantId, runId),
    look: (tenantId, checkId) => checkCredentialWorkflow(environment)(immediate, { tenantId, checkId }),
    setUpAndLose: (tenantId, runId) => {
      let attempts = 0;
      const losing: Environment = {
        ...environment,
        get datasets() {
          attempts += 1;
          return attempts === 1 ? datasets : lost;
        },
      };
      return run(losing, tenantId, runId);
    },
    close: async () => {
      await datasets.close();
      await lost.close();
    },
  };
}
