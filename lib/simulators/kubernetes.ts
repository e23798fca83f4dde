import { randomUUID } from 'node:crypto';
import {
  startHttpSimulator,
  type HttpSimulator,
  type SimulatedRequest,
  type SimulatedResponse,
} from './http-simulator';
import { keepState } from './keep-state';

type Metadata = {
  name: string;
  namespace: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
};
export type SimulatedSecret = { metadata: Metadata; type: string; data: Record<string, string> };
export type SimulatedDeployment = {
  metadata: Metadata;
  spec: { replicas: number; template: { metadata: { annotations: Record<string, string> } } };
  status: Record<string, number>;
};

/** What a token may do, such as `secrets:get`; the verbs are those of role-based access control. */
export type ClusterVerb = `${'secrets' | 'deployments'}:${'get' | 'list' | 'create' | 'patch' | 'delete'}`;

export const allVerbs: readonly ClusterVerb[] = [
  'secrets:get',
  'secrets:list',
  'secrets:create',
  'secrets:patch',
  'secrets:delete',
  'deployments:get',
  'deployments:patch',
];

export type KubernetesSimulator = HttpSimulator &
  Readonly<{
    addToken: (token: string, verbs?: readonly ClusterVerb[]) => void;
    addNamespace: (name: string) => void;
    addDeployment: (namespace: string, name: string, replicas?: number) => SimulatedDeployment;
    /** The workers of a deployment have been replaced. */
    finishRollout: (deployment: SimulatedDeployment) => void;
    secrets: () => readonly SimulatedSecret[];
    /** How many answers held the content of a secret. */
    contentsShown: () => number;
  }>;

type Scope = Readonly<{ namespace: string; name: string; effect: (what: string) => void }>;

/**
 * The part of a cluster's API that is used here: secrets (create, read whole or as metadata alone, list, merge patch
 * with the version as a condition, remove with the uid as a condition) and deployments (read, patch), with tokens,
 * rights and the documented failures. https://kubernetes.io/docs/reference/kubernetes-api/
 */
export async function startKubernetes(
  options: Readonly<{ port: number; holdMs?: number; file?: string }>,
): Promise<KubernetesSimulator> {
  const tokens = new Map<string, ReadonlySet<ClusterVerb>>();
  const namespaces = new Set(['default']);
  const secrets = new Map<string, SimulatedSecret>();
  const deployments = new Map<string, SimulatedDeployment>();
  const changed = keepState(options.file, { namespaces, secrets, deployments });
  // Beyond every version that was given out before a restart.
  let version = Date.now();
  let shown = 0;

  const metadata = (namespace: string, name: string, labels?: Record<string, string>): Metadata => ({
    name,
    namespace,
    uid: randomUUID(),
    resourceVersion: String((version += 1)),
    creationTimestamp: new Date().toISOString(),
    ...(labels ? { labels } : {}),
  });

  function answerSecrets(request: SimulatedRequest, scope: Scope): SimulatedResponse {
    const { namespace, name, effect } = scope;
    const key = `${namespace}/${name}`;
    if (name === '') {
      if (request.method === 'GET') return listSecrets(namespace);
      return create(request, scope);
    }
    const known = secrets.get(key);
    if (!known) return failed(404, 'NotFound', `secrets "${name}" not found`);
    if (request.method === 'GET') {
      if ((request.headers.accept ?? '').includes('as=PartialObjectMetadata')) return ok(partialOf(known));
      shown += 1;
      return ok(secretOf(known));
    }
    if (request.method === 'DELETE') {
      const { preconditions } = (request.json ?? {}) as { preconditions?: { uid?: string } };
      if (preconditions?.uid !== undefined && preconditions.uid !== known.metadata.uid) return conflict(name);
      secrets.delete(key);
      effect(`secret.removed ${key}`);
      return ok({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name, kind: 'secrets', uid: known.metadata.uid },
      });
    }
    const patch = patchOf(request);
    if (!patch) return failed(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format');
    const { metadata: meta = {}, data = {} } = patch as {
      metadata?: Partial<Metadata>;
      data?: Record<string, string | null>;
    };
    if (meta.resourceVersion !== undefined && meta.resourceVersion !== known.metadata.resourceVersion)
      return conflict(name);
    known.data = merged(known.data, data);
    known.metadata.labels = merged(known.metadata.labels ?? {}, meta.labels ?? {});
    known.metadata.resourceVersion = String((version += 1));
    effect(`secret.changed ${key}`);
    return ok(secretOf(known));
  }

  function listSecrets(namespace: string): SimulatedResponse {
    const items = [...secrets.values()].filter((one) => one.metadata.namespace === namespace).map(secretOf);
    shown += items.length;
    return ok({ kind: 'SecretList', apiVersion: 'v1', metadata: { resourceVersion: String(version) }, items });
  }

  function create({ json }: SimulatedRequest, { namespace, effect }: Scope): SimulatedResponse {
    const body = (json ?? {}) as Partial<SimulatedSecret> & { stringData?: Record<string, string> };
    const name = body.metadata?.name ?? '';
    if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name) || name.length > 253) {
      return failed(422, 'Invalid', `Secret "${name}" is invalid: metadata.name: Invalid value`);
    }
    if (!namespaces.has(namespace)) return failed(404, 'NotFound', `namespaces "${namespace}" not found`);
    const key = `${namespace}/${name}`;
    if (secrets.has(key)) return failed(409, 'AlreadyExists', `secrets "${name}" already exists`);
    const plain = Object.entries(body.stringData ?? {}).map(([entry, text]) => [
      entry,
      Buffer.from(text).toString('base64'),
    ]);
    const made: SimulatedSecret = {
      metadata: metadata(namespace, name, body.metadata?.labels),
      type: body.type ?? 'Opaque',
      data: { ...body.data, ...(Object.fromEntries(plain) as Record<string, string>) },
    };
    secrets.set(key, made);
    effect(`secret.created ${key}`);
    return { status: 201, body: secretOf(made) };
  }

  function answerDeployments(request: SimulatedRequest, { namespace, name, effect }: Scope): SimulatedResponse {
    const known = deployments.get(`${namespace}/${name}`);
    if (!known) return failed(404, 'NotFound', `deployments.apps "${name}" not found`);
    if (request.method === 'PATCH') {
      const patch = patchOf(request) as {
        spec?: { template?: { metadata?: { annotations?: Record<string, string> } } };
      } | null;
      if (!patch) return failed(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format');
      const { annotations } = known.spec.template.metadata;
      const changed = merged(annotations, patch.spec?.template?.metadata?.annotations ?? {});
      if (JSON.stringify(changed) !== JSON.stringify(annotations)) {
        known.spec.template.metadata.annotations = changed;
        known.metadata.generation = (known.metadata.generation ?? 1) + 1;
        known.status = { ...known.status, updatedReplicas: 0 };
        effect(`deployment.restarted ${namespace}/${name}`);
      }
    }
    return ok({ kind: 'Deployment', apiVersion: 'apps/v1', ...known });
  }

  const simulator = await startHttpSimulator({
    port: options.port,
    changed,
    ...(options.holdMs === undefined ? {} : { holdMs: options.holdMs }),
    errorBody: (status) => failed(status, reasons[status] ?? 'InternalError', 'failed').body,
    handle: (request, effect) => {
      const verbs = tokens.get(/^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
      if (!verbs) return failed(401, 'Unauthorized', 'Unauthorized');
      const match = /^\/(?:api\/v1|apis\/apps\/v1)\/namespaces\/([^/]+)\/(secrets|deployments)(?:\/([^/]+))?$/.exec(
        request.path,
      );
      if (!match) return failed(404, 'NotFound', 'the server could not find the requested resource');
      const [, namespace = '', resource = '', name = ''] = match;
      const verb =
        { POST: 'create', PATCH: 'patch', DELETE: 'delete' }[request.method] ?? (name === '' ? 'list' : 'get');
      if (!verbs.has(`${resource}:${verb}` as ClusterVerb)) {
        return failed(
          403,
          'Forbidden',
          `${resource} is forbidden: User "onboarding" cannot ${verb} resource "${resource}"`,
        );
      }
      const scope = { namespace, name, effect };
      return resource === 'secrets' ? answerSecrets(request, scope) : answerDeployments(request, scope);
    },
  });

  return {
    ...simulator,
    addToken: (token, verbs = allVerbs) => void tokens.set(token, new Set(verbs)),
    addNamespace: (name) => void namespaces.add(name),
    addDeployment: (namespace, name, replicas = 2) => {
      const made: SimulatedDeployment = {
        metadata: { ...metadata(namespace, name), generation: 1 },
        spec: { replicas, template: { metadata: { annotations: {} } } },
        status: { observedGeneration: 1, replicas, updatedReplicas: replicas, availableReplicas: replicas },
      };
      deployments.set(`${namespace}/${name}`, made);
      return made;
    },
    finishRollout: (deployment) => {
      const { replicas } = deployment.spec;
      const observedGeneration = deployment.metadata.generation ?? 1;
      deployment.status = { observedGeneration, replicas, updatedReplicas: replicas, availableReplicas: replicas };
    },
    secrets: () => [...secrets.values()],
    contentsShown: () => shown,
  };
}

const reasons: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  409: 'AlreadyExists',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
};

const ok = (body: unknown): SimulatedResponse => ({ status: 200, body });
const failed = (code: number, reason: string, message: string): SimulatedResponse => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
});
const conflict = (name: string): SimulatedResponse =>
  failed(409, 'Conflict', `Operation cannot be fulfilled on secrets "${name}": the object has been modified`);

const secretOf = (secret: SimulatedSecret) => ({ kind: 'Secret', apiVersion: 'v1', ...secret });
const partialOf = ({ metadata }: SimulatedSecret) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
});

/** A merge patch, or a strategic one, which means the same for maps; null for other kinds. */
const patchOf = ({ headers, json }: SimulatedRequest): Record<string, unknown> | null =>
  /^application\/(strategic-)?merge-patch\+json/.test(headers['content-type'] ?? '') && json !== null
    ? (json as Record<string, unknown>)
    : null;

function merged(
  base: Record<string, string>,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const all = Object.entries({ ...base, ...changes });
  return Object.fromEntries(all.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
