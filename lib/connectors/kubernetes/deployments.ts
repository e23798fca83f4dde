import { createHash } from 'node:crypto';
import type { Connection } from '../connection';
import { ConnectorError } from '../connector';
import type { WireMeans } from '../wire';
import { clusterOf, read, system, type Cluster } from './client';
import { deploymentSchema, type StoredDeployment } from './map';
import { isDnsName } from './names';

/** The deployments of the owner's cluster. */
export type Deployments = Readonly<{
  /**
   * Has the workers replaced one after the other, as `kubectl rollout restart` does. Once for each key: an attempt that
   * is repeated finds its own mark and changes nothing. Fails with `not_found`.
   */
  restart: (deployment: string, key: string) => Promise<Readonly<{ restarted: boolean }>>;
  /** Whether the restart of this key is over, and as many workers as wanted are there. */
  isRestarted: (deployment: string, key: string) => Promise<boolean>;
}>;

const ourMark = 'portico/restarted-for';
const kubectlMark = 'kubectl.kubernetes.io/restartedAt';

/** See `Deployments`; the connection is the one of `kubernetesSecrets`. */
export function kubernetesDeployments(connection: Connection, means: WireMeans): Deployments {
  const cluster = clusterOf(connection, means);
  return {
    async restart(deployment, key) {
      const known = await deploymentOf(cluster, deployment);
      if (markIn(known) === markFor(key)) return { restarted: false };
      await cluster.wire({
        method: 'PATCH',
        path: pathOf(cluster, deployment),
        headers: { 'content-type': 'application/strategic-merge-patch+json' },
        body: {
          spec: {
            template: {
              metadata: { annotations: { [ourMark]: markFor(key), [kubectlMark]: means.now().toISOString() } },
            },
          },
        },
      });
      return { restarted: true };
    },
    async isRestarted(deployment, key) {
      const known = await deploymentOf(cluster, deployment);
      const wanted = known.spec.replicas ?? 1;
      const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = known.status ?? {};
      const isSeen = observedGeneration >= (known.metadata.generation ?? 0);
      const isDone = updatedReplicas === wanted && availableReplicas === wanted && replicas === wanted;
      return markIn(known) === markFor(key) && isSeen && isDone;
    },
  };
}

async function deploymentOf(cluster: Cluster, name: string): Promise<StoredDeployment> {
  return read(await cluster.wire({ method: 'GET', path: pathOf(cluster, name) }), deploymentSchema);
}

function pathOf({ namespace }: Cluster, name: string): string {
  if (!isDnsName(name)) throw new ConnectorError('refused', { system, reason: 'name' });
  return `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
}

const markIn = ({ spec }: StoredDeployment): string | undefined => spec.template.metadata?.annotations?.[ourMark];
const markFor = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16);
