import {
  ConnectorError,
  googleAccount,
  kubernetesSecrets,
  secretManagerOf,
  type Connection,
  type SecretStore,
} from '@/lib/connectors';
import { ownSecretStore } from '@/lib/vault';
import type { ActionContext } from './action';

/** What opening a store takes: an action has it, and so has a look. */
export type StoreContext = Pick<
  ActionContext,
  'tenantId' | 'flowId' | 'runId' | 'actionId' | 'args' | 'wire' | 'means' | 'connection' | 'inTenant'
>;

/** The places where credentials may be put, by the name that templates use. */
export const secretStores: Readonly<Record<string, (context: StoreContext) => Promise<SecretStore>>> = {
  'google-secret-manager': async (context) =>
    secretManagerOf(googleAccount(await context.connection('google-cloud')), context.wire),
  kubernetes: async (context) => kubernetesSecrets(await clusterOf(context), context.wire),
  own: ({ tenantId, flowId, inTenant, means, runId, actionId }) =>
    Promise.resolve(
      ownSecretStore({ tenantId, flowId, inTenant, now: () => means.clock.now(), purpose: `run:${runId}:${actionId}` }),
    ),
};

/** The store of this name. Refuses with `not_connected` for one that there is none of. */
export async function secretStoreNamed(context: StoreContext, name: string): Promise<SecretStore> {
  const open = Object.hasOwn(secretStores, name) ? secretStores[name] : undefined;
  if (open === undefined) throw new ConnectorError('not_connected', { system: name });
  return open(context);
}

/** The owner's cluster, at the namespace of the argument where one is said. */
export async function clusterOf({ args, connection }: Pick<StoreContext, 'args' | 'connection'>): Promise<Connection> {
  const cluster = await connection('kubernetes');
  const namespace = args['namespace'];
  const isSaid = typeof namespace === 'string' && namespace !== '';
  return isSaid ? { ...cluster, settings: { ...cluster.settings, namespace } } : cluster;
}
