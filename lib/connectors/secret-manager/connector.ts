import { z } from 'zod';
import { ConnectorError } from '../connector';
import type { GoogleAccount } from '../google-cloud/account';
import { googleWire } from '../google-cloud/client';
import { hasLabels } from '../google-cloud/labels';
import { googleScopes, secretManagerApi, secretManagerLimits } from '../google-cloud/services';
import type { SecretStore } from '../secret-store';
import type { Wire, WireMeans } from '../wire';

/** The product as people know it. */
export const secretManager = 'Google Secret Manager';

/** https://cloud.google.com/secret-manager/docs/creating-and-accessing-secrets: letters, digits, `-` and `_`. */
const namePattern = /^[A-Za-z0-9_-]{1,255}$/;
/** 64 KiB (https://cloud.google.com/secret-manager/quotas#content_limits). */
const bytesMax = 65_536;

const secretShape = z.object({ labels: z.record(z.string(), z.string()).default({}) });
const versionShape = z.object({ name: z.string().regex(/\/versions\/\d+$/) });
const accessShape = versionShape.extend({ payload: z.object({ data: z.base64() }) });

/** Google Secret Manager over its REST interface v1 as a store of secrets. */
export function secretManagerOf(account: GoogleAccount, means: WireMeans): SecretStore {
  const service = { system: secretManager, api: secretManagerApi, scopes: googleScopes.secretManager };
  const wireFor = (bucket: keyof typeof secretManagerLimits): Wire =>
    googleWire(account, service, { bucket, limit: secretManagerLimits[bucket] }, means);
  const reads = wireFor('reads');
  const writes = wireFor('writes');
  const accesses = wireFor('accesses');
  const project = `/projects/${encodeURIComponent(account.projectId)}`;

  const labelsOf = async (name: string): Promise<Readonly<Record<string, string>> | null> => {
    const answer = await reads({ method: 'GET', path: secretPath(name), accept: [404] });
    return answer.status === 404 ? null : read(secretShape, answer.json()).labels;
  };
  const newest = async (name: string): Promise<{ version: string; value: string } | null> => {
    const path = `${secretPath(name)}/versions/latest:access`;
    const answer = await accesses({ method: 'GET', path, accept: [404] });
    if (answer.status === 404) return null;
    const { name: full, payload } = read(accessShape, answer.json());
    return { version: versionOf(full), value: Buffer.from(payload.data, 'base64').toString('utf8') };
  };
  const secretPath = (name: string): string => {
    if (!namePattern.test(name)) throw new ConnectorError('refused', { system: secretManager, reason: 'name' });
    return `${project}/secrets/${name}`;
  };

  return {
    put: async (name, value, labels) => {
      const data = Buffer.from(value, 'utf8');
      if (data.length > bytesMax) throw new ConnectorError('refused', { system: secretManager, reason: 'too_large' });
      const path = secretPath(name);
      const created = await writes({
        method: 'POST',
        path: `${project}/secrets`,
        query: { secretId: name },
        body: { replication: { automatic: {} }, labels },
        accept: [409],
      });
      if (created.status === 409) {
        const found = await labelsOf(name);
        if (found && !hasLabels(found, labels)) throw notOurs(name);
        const known = await newest(name);
        if (known?.value === value) return { version: known.version, created: false };
      }
      const added = await writes({
        method: 'POST',
        path: `${path}:addVersion`,
        body: { payload: { data: data.toString('base64') } },
      });
      return { version: versionOf(read(versionShape, added.json()).name), created: true };
    },

    has: async (name, labels) => {
      const found = await labelsOf(name);
      return { exists: found !== null, own: found !== null && hasLabels(found, labels) };
    },

    remove: async (name, labels) => {
      const found = await labelsOf(name);
      if (found === null) return { removed: false };
      if (!hasLabels(found, labels)) throw notOurs(name);
      const answer = await writes({ method: 'DELETE', path: secretPath(name), accept: [404] });
      return { removed: answer.status !== 404 };
    },

    access: async (name) => {
      const found = await newest(name);
      if (found === null) throw new ConnectorError('not_found', { system: secretManager });
      return found.value;
    },
  };
}

const versionOf = (fullName: string): string => fullName.slice(fullName.lastIndexOf('/') + 1);

const notOurs = (name: string): ConnectorError =>
  new ConnectorError('already_exists', { system: secretManager, secret: name });

function read<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body);
  // Without the cause: it would repeat what was answered, which may be the secret.
  if (!parsed.success) throw new ConnectorError('answer_unreadable', { system: secretManager });
  return parsed.data;
}
