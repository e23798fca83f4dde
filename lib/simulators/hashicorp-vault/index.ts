import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  startHttpSimulator,
  type HttpSimulator,
  type SimulatedRequest,
  type SimulatedResponse,
} from '../http-simulator';

export type VaultSimulator = HttpSimulator &
  Readonly<{
    /** A token, and the paths that it may use; `*` at the end of one stands for anything. */
    addToken: (token: string, ...paths: readonly string[]) => void;
    /** Makes another version of a transit key the newest. */
    rotate: (key: string) => void;
  }>;

/** The transit engine of Vault (https://developer.hashicorp.com/vault/api-docs/secret/transit): keys, encrypt, decrypt. */
export async function startVault({
  port = 0,
  holdMs,
}: { port?: number; holdMs?: number } = {}): Promise<VaultSimulator> {
  const tokens = new Map<string, readonly string[]>();
  /** The versions of each key, the oldest first. */
  const keys = new Map<string, Buffer[]>();

  const handle = (request: SimulatedRequest, effect: (what: string) => void): SimulatedResponse => {
    const path = request.path.replace(/^\/v1\//, '');
    const token =
      request.headers['x-vault-token'] ?? /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const allowed = tokens.get(token);
    if (!allowed?.some((each) => (each.endsWith('*') ? path.startsWith(each.slice(0, -1)) : each === path))) {
      return vaultError(403, 'permission denied');
    }
    const match = /^transit\/(keys|encrypt|decrypt)\/([\w-]+)$/.exec(path);
    if (!match) return vaultError(404);
    const [, area, name = ''] = match;
    const input = objectOf(request.json);
    if (area === 'keys') {
      if (request.method === 'GET')
        return keys.has(name) ? data({ name, latest_version: keys.get(name)?.length }) : vaultError(404);
      if (!keys.has(name)) {
        keys.set(name, [randomBytes(32)]);
        effect(`key.created ${name}`);
      }
      return { status: 204 };
    }
    const versions = keys.get(name);
    if (!versions) return vaultError(400, 'encryption key not found');
    const associated = Buffer.from(String(input.associated_data ?? ''), 'base64');
    if (area === 'encrypt') {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', versions.at(-1) ?? randomBytes(32), iv);
      cipher.setAAD(associated);
      const body = Buffer.concat([cipher.update(Buffer.from(String(input.plaintext), 'base64')), cipher.final()]);
      effect('key.used encrypt');
      const sealed = Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
      return data({ ciphertext: `vault:v${versions.length}:${sealed}`, key_version: versions.length });
    }
    const [, version = '', sealed = ''] = /^vault:v(\d+):(.+)$/.exec(String(input.ciphertext)) ?? [];
    const key = versions[Number(version) - 1];
    const bytes = Buffer.from(sealed, 'base64');
    try {
      if (!key) return vaultError(400, 'invalid ciphertext: version is too new');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAAD(associated);
      decipher.setAuthTag(bytes.subarray(12, 28));
      const plaintext = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
      effect('key.used decrypt');
      return data({ plaintext: plaintext.toString('base64') });
    } catch {
      return vaultError(400, 'cipher: message authentication failed');
    }
  };

  const simulator = await startHttpSimulator({
    port,
    handle,
    errorBody: () => ({ errors: ['A fault that was asked for.'] }),
    ...(holdMs === undefined ? {} : { holdMs }),
  });
  return {
    ...simulator,
    addToken: (token, ...paths) => void tokens.set(token, paths),
    rotate: (key) => void keys.get(key)?.push(randomBytes(32)),
  };
}

const data = (content: unknown): SimulatedResponse => ({
  status: 200,
  body: { request_id: 'simulated', lease_id: '', renewable: false, lease_duration: 0, data: content },
});

const vaultError = (status: number, ...errors: readonly string[]): SimulatedResponse => ({ status, body: { errors } });

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
