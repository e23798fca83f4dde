import type { SimulatedRequest, SimulatedResponse } from '../http-simulator';
import { googleError, type GoogleState, type SimulatedSecret } from './state';

const namePattern = /^[A-Za-z0-9_-]{1,255}$/;
const bytesMax = 65_536;

/** Secret Manager REST v1 (https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets). */
export function secretsHandler(state: GoogleState) {
  return (request: SimulatedRequest, effect: (what: string) => void): SimulatedResponse | null => {
    const match =
      /^\/v1\/projects\/([^/:]+)\/secrets(?:\/([^/:]+))?(?::(addVersion)|\/versions\/([^/:]+):(access))?$/.exec(
        request.path,
      );
    if (!match) return null;
    const [, project = '', name, add, version, access] = match;
    const needs = (permission: string): SimulatedResponse | null =>
      state.withheld.has(permission)
        ? googleError(
            403,
            `Permission '${permission}' denied for resource 'projects/${project}' (or it may not exist).`,
          )
        : null;
    if (name === undefined) {
      return request.method === 'POST'
        ? (needs('secretmanager.secrets.create') ?? create(project, request, effect))
        : null;
    }
    const key = `${project}.${name}`;
    const secret = state.secrets.get(key);
    const missing = () => googleError(404, `Secret [projects/${project}/secrets/${name}] not found.`);
    if (add !== undefined && request.method === 'POST') {
      return needs('secretmanager.versions.add') ?? (secret ? addVersion(secret, request, effect) : missing());
    }
    if (access !== undefined && request.method === 'GET') {
      return needs('secretmanager.versions.access') ?? (secret ? accessed(secret, version ?? '') : missing());
    }
    if (request.method === 'GET') {
      return needs('secretmanager.secrets.get') ?? (secret ? { status: 200, body: resourceOf(secret) } : missing());
    }
    if (request.method !== 'DELETE') return null;
    const refusal = needs('secretmanager.secrets.delete');
    if (refusal) return refusal;
    if (!state.secrets.delete(key)) return missing();
    effect(`secret.deleted ${name}`);
    return { status: 200, body: {} };
  };

  function create(project: string, { url, json }: SimulatedRequest, effect: (what: string) => void): SimulatedResponse {
    const name = url.searchParams.get('secretId') ?? '';
    const { labels, replication } = record(json);
    if (!namePattern.test(name)) return googleError(400, 'The provided Secret ID does not match the expected format');
    if (Object.keys(record(replication)).length === 0) return googleError(400, 'Secret.replication must be set');
    const key = `${project}.${name}`;
    if (state.secrets.has(key)) return googleError(409, `Secret [projects/${project}/secrets/${name}] already exists.`);
    const secret: SimulatedSecret = {
      projectId: project,
      name,
      labels: Object.fromEntries(Object.entries(record(labels)).map(([label, value]) => [label, String(value)])),
      createdAt: state.now(),
      versions: [],
    };
    state.secrets.set(key, secret);
    effect(`secret.created ${name}`);
    return { status: 200, body: resourceOf(secret) };
  }

  function addVersion(
    secret: SimulatedSecret,
    { json }: SimulatedRequest,
    effect: (what: string) => void,
  ): SimulatedResponse {
    const { data } = record(record(json).payload);
    const bytes = Buffer.from(typeof data === 'string' ? data : '', 'base64');
    if (bytes.length === 0 || bytes.length > bytesMax)
      return googleError(400, 'Secret Payload must be 1 to 65536 bytes.');
    secret.versions.push(bytes);
    effect(`secret.version ${secret.name} ${secret.versions.length}`);
    const name = versionName(secret, secret.versions.length);
    return { status: 200, body: { name, createTime: state.now().toISOString(), state: 'ENABLED' } };
  }
}

function accessed(secret: SimulatedSecret, asked: string): SimulatedResponse {
  const number = asked === 'latest' ? secret.versions.length : Number(asked);
  const bytes = secret.versions[number - 1];
  const name = versionName(secret, number);
  if (!bytes) return googleError(404, `Secret Version [${name}] not found.`);
  return { status: 200, body: { name, payload: { data: bytes.toString('base64') } } };
}

const versionName = ({ projectId, name }: SimulatedSecret, number: number): string =>
  `projects/${projectId}/secrets/${name}/versions/${number}`;

const resourceOf = ({ projectId, name, labels, createdAt }: SimulatedSecret) => ({
  name: `projects/${projectId}/secrets/${name}`,
  replication: { automatic: {} },
  createTime: createdAt.toISOString(),
  labels,
});

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
