import type { Connection } from '../connection';
import { ConnectorError } from '../connector';
import type { SecretStore } from '../secret-store';
import type { WireMeans } from '../wire';
import { clusterOf, read, system, type Cluster } from './client';
import { entriesOf, partialSchema, secretSchema, valueOf, type Partial, type StoredSecret } from './map';
import { areLabels, isDnsName } from './names';

type Labels = Readonly<Record<string, string>>;

const managed: Labels = { 'app.kubernetes.io/managed-by': 'portico' };

/** Only what is known about a thing, and not what is in it. https://kubernetes.io/docs/reference/using-api/api-concepts/ */
const metadataOnly = { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' };

/**
 * Secrets of the owner's cluster. A value that is a JSON object of texts becomes one entry for each part. Whether one
 * is there is asked for without its content. Names are those of RFC 1123; another one, and labels that Kubernetes would
 * not take, are `refused`.
 */
export function kubernetesSecrets(connection: Connection, means: WireMeans): SecretStore {
  const cluster = clusterOf(connection, means);
  const { wire } = cluster;

  const put: SecretStore['put'] = async (name, value, labels) => {
    const path = pathOf(cluster, name);
    if (!areLabels(labels)) throw new ConnectorError('refused', { system, reason: 'labels' });
    const data = entriesOf(value);
    const known = (await full(cluster, name)) ?? (await create(cluster, name, data, labels));
    if ('version' in known) return known;
    if (!hasLabels(known, labels)) throw new ConnectorError('already_exists', { system });
    if (sameEntries(known.data ?? {}, data)) return { version: known.metadata.resourceVersion, created: false };
    const gone = Object.keys(known.data ?? {}).filter((entry) => !Object.hasOwn(data, entry));
    const answer = await wire({
      method: 'PATCH',
      path,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: {
        // Only as it was when we looked: whoever was faster is not overwritten.
        metadata: { resourceVersion: known.metadata.resourceVersion },
        data: { ...data, ...Object.fromEntries(gone.map((entry) => [entry, null])) },
      },
    });
    return { version: read(answer, secretSchema).metadata.resourceVersion, created: false };
  };

  return {
    put,
    async has(name, labels) {
      const known = await partial(cluster, name);
      return { exists: known !== null, own: known !== null && hasLabels(known, labels) };
    },
    async remove(name, labels) {
      const known = await partial(cluster, name);
      if (!known) return { removed: false };
      if (!hasLabels(known, labels)) throw new ConnectorError('already_exists', { system });
      const { status } = await wire({
        method: 'DELETE',
        path: pathOf(cluster, name),
        body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: known.metadata.uid } },
        accept: [404],
      });
      return { removed: status !== 404 };
    },
    async access(name) {
      const known = await full(cluster, name);
      if (!known) throw new ConnectorError('not_found', { system });
      return valueOf(known.data ?? {});
    },
  };
}

/** Makes the secret; the one that is there when it came about in between, which a doubled request may have done. */
async function create(
  cluster: Cluster,
  name: string,
  data: Labels,
  labels: Labels,
): Promise<Readonly<{ version: string; created: true }> | StoredSecret> {
  const answer = await cluster.wire({
    method: 'POST',
    path: `/api/v1/namespaces/${cluster.namespace}/secrets`,
    body: {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: { name, labels: { ...labels, ...managed } },
      data,
    },
    accept: [409],
  });
  if (answer.status !== 409) return { version: read(answer, secretSchema).metadata.resourceVersion, created: true };
  const found = await full(cluster, name);
  if (!found) throw new ConnectorError('unavailable', { system });
  return found;
}

async function full(cluster: Cluster, name: string): Promise<StoredSecret | null> {
  const answer = await cluster.wire({ method: 'GET', path: pathOf(cluster, name), accept: [404] });
  return answer.status === 404 ? null : read(answer, secretSchema);
}

async function partial(cluster: Cluster, name: string): Promise<Partial | null> {
  const path = pathOf(cluster, name);
  const answer = await cluster.wire({ method: 'GET', path, headers: metadataOnly, accept: [404] });
  return answer.status === 404 ? null : read(answer, partialSchema);
}

function pathOf({ namespace }: Cluster, name: string): string {
  if (!isDnsName(name)) throw new ConnectorError('refused', { system, reason: 'name' });
  return `/api/v1/namespaces/${namespace}/secrets/${name}`;
}

const hasLabels = ({ metadata }: Partial, labels: Labels): boolean =>
  Object.entries(labels).every(([name, value]) => metadata.labels?.[name] === value);

const sameEntries = (a: Labels, b: Labels): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(b).every(([name, value]) => a[name] === value);
