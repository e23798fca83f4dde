import type { Connection, DatasetConnector, WireMeans } from '@/lib/connectors';
import { ConnectorError } from '@/lib/connectors';
import type { Means } from '@/lib/platform/means';
import { asCustomer, type TenantTx } from '@/lib/tenancy';
import type { ActionContext } from '../actions/action';
import type { Environment } from '../environment';

/** Who looks: one flow of one customer, and what looking at other systems takes. Lives as long as one look. */
export type Looker = Readonly<{
  tenantId: string;
  ownerTenantId: string;
  flowId: string;
  datasets: DatasetConnector;
  wire: WireMeans;
  connection: (system: string) => Promise<Connection | null>;
  credential: (name: string) => Promise<Readonly<Record<string, string>> | null>;
  means: Means;
  inTenant: <T>(run: (tx: TenantTx) => Promise<T>) => Promise<T>;
}>;

/** A look that the worker takes by itself, for a purpose that stands in the audit. */
export const workerLooker = (
  environment: Environment,
  { tenantId, ownerTenantId, flowId }: Pick<Looker, 'tenantId' | 'ownerTenantId' | 'flowId'>,
  purpose: string,
): Looker => ({
  tenantId,
  ownerTenantId,
  flowId,
  datasets: environment.datasets,
  wire: environment.wire,
  connection: (system) => environment.connection(ownerTenantId, system, purpose),
  credential: (name) => environment.credential({ tenantId, flowId }, name, purpose),
  means: environment.means,
  inTenant: (run) => asCustomer(tenantId, purpose, run),
});

/** A look that an action takes as a part of its run. */
export const actionLooker = (context: ActionContext): Looker => ({
  tenantId: context.tenantId,
  ownerTenantId: context.ownerTenantId,
  flowId: context.flowId,
  datasets: context.datasets,
  wire: context.wire,
  connection: async (system) => {
    try {
      return await context.connection(system);
    } catch (error) {
      if (error instanceof ConnectorError && error.code === 'not_connected') return null;
      throw error;
    }
  },
  credential: context.credential,
  means: context.means,
  inTenant: context.inTenant,
});
