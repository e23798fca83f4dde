import type { z } from 'zod';
import type { Connection } from '../connection';
import { ConnectorError } from '../connector';
import { bearerOf, serverOf } from '../own-server';
import { createWire, type Wire, type WireMeans, type WireResponse } from '../wire';
import { statusSchema } from './map';
import { isDnsLabel } from './names';

export const system = 'Kubernetes';

/** Both groups are stable: they stay for as long as Kubernetes has this major version. */
export const kubernetesApi = {
  version: 'v1',
  endsOn: null,
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/',
} as const;

export type Cluster = Readonly<{ wire: Wire; namespace: string }>;

/**
 * The owner's cluster (settings `baseUrl` and `namespace`, `default` when nothing is said; secret `token` of a service
 * account). A cluster with a certificate authority of its own needs that one among the process's trusted ones.
 */
export function clusterOf(connection: Connection, means: WireMeans): Cluster {
  const namespace = connection.settings.namespace || 'default';
  if (!isDnsLabel(namespace)) throw new ConnectorError('refused', { system, reason: 'namespace' });
  const wire = createWire(
    {
      system,
      baseUrl: serverOf(connection, system),
      limit: { perMinute: 300, burst: 50 },
      authorise: bearerOf(connection),
      failureOf,
    },
    means,
  );
  return { wire, namespace };
}

export function read<T>(answer: WireResponse, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(answer.json());
  if (!parsed.success) throw new ConnectorError('answer_unreadable', { system });
  return parsed.data;
}

function failureOf(status: number, body: unknown): ConnectorError | null {
  if (status < 400) return new ConnectorError('answer_unreadable', { system, status });
  const said = statusSchema.safeParse(body);
  // The same status for "is there already" and for "somebody was faster": only the second is worth another attempt.
  if (said.success && said.data.reason === 'Conflict') return new ConnectorError('unavailable', { system, status });
  return null;
}
