import { createHash, randomBytes } from 'node:crypto';
import { rootKeys as keyFile } from '@/lib/platform/keys';
import { decrypt, encrypt, SealBroken } from './envelope';
import { keyService, KeyServiceError, type KeyService } from './key-services';

/** What wraps data keys: a file here, a key service elsewhere. Asynchronous because a service is. */
export type RootKeyProvider = Readonly<{
  /** Wraps under the active root key. `binding` must be given again to unwrap. */
  wrap: (key: Buffer, binding: string) => Promise<Readonly<{ rootKeyId: string; wrapped: string }>>;
  /** Unwraps, or throws `SealBroken`. */
  unwrap: (rootKeyId: string, wrapped: string, binding: string) => Promise<Buffer>;
}>;

/**
 * The root keys of this installation. New keys are wrapped by what `PORTICO_KEY_PROVIDER` names; what the file had wrapped
 * before stays readable by the file, so that an installation can move to a key service. Throws `KeyServiceError` when the
 * service cannot do it: nothing is ever wrapped by something weaker instead.
 */
export const rootKeys: RootKeyProvider = chosenRootKeys(keyService);

/** The provider over the root key file of this installation. Old root keys stay in the file until all is re-wrapped. */
export const fileRootKeys: RootKeyProvider = {
  wrap: async (key, binding) => {
    const { activeRootKey } = keyFile();
    return {
      rootKeyId: activeRootKey,
      wrapped: encrypt({ version: 1, key: named(activeRootKey) }, bound(activeRootKey, binding), key),
    };
  },
  unwrap: async (rootKeyId, wrapped, binding) =>
    decrypt({ version: 1, key: named(rootKeyId) }, bound(rootKeyId, binding), wrapped),
};

/** The provider over a key service. The wrapped text names the key, so that keys of before can be used to unwrap. */
export function serviceRootKeys(service: KeyService): RootKeyProvider {
  return {
    wrap: async (key, binding) => ({
      rootKeyId: idOf(service.kind, service.keyName),
      wrapped: [service.keyName, await service.encrypt(key, binding)].join('|'),
    }),
    unwrap: async (rootKeyId, wrapped, binding) => {
      const border = wrapped.indexOf('|');
      const keyName = wrapped.slice(0, border);
      if (border < 1 || idOf(service.kind, keyName) !== rootKeyId) throw new SealBroken();
      return service.decrypt(keyName, wrapped.slice(border + 1), binding);
    },
  };
}

/** By the given service where there is one, by the file where there is none or where the file had wrapped. */
export function chosenRootKeys(serviceNow: () => KeyService | null): RootKeyProvider {
  return {
    wrap: async (key, binding) => {
      const service = serviceNow();
      return (service ? serviceRootKeys(service) : fileRootKeys).wrap(key, binding);
    },
    unwrap: async (rootKeyId, wrapped, binding) => {
      // Ids of the file have no colon, so that neither can be taken for the other.
      if (!rootKeyId.includes(':')) return fileRootKeys.unwrap(rootKeyId, wrapped, binding);
      const service = serviceNow();
      if (!service || !rootKeyId.startsWith(`${service.kind}:`)) {
        throw new KeyServiceError(rootKeyId.slice(0, rootKeyId.indexOf(':')), 'not_configured');
      }
      return serviceRootKeys(service).unwrap(rootKeyId, wrapped, binding);
    },
  };
}

/**
 * Wraps and unwraps a random key, so that a process which cannot seal does not start. Throws what stood in the way, with
 * the permission that is missing.
 */
export async function proveRootKeys(provider: RootKeyProvider = rootKeys): Promise<void> {
  const key = randomBytes(32);
  const { rootKeyId, wrapped } = await provider.wrap(key, 'start');
  if (!(await provider.unwrap(rootKeyId, wrapped, 'start')).equals(key)) throw new SealBroken();
}

/** Short, because it is stored beside every wrapped key; the key's full name stands in the wrapped text. */
const idOf = (kind: string, keyName: string): string =>
  `${kind}:${createHash('sha256').update(keyName).digest('base64url').slice(0, 16)}`;

const bound = (rootKeyId: string, binding: string): string => `wrap|${rootKeyId}|${binding}`;

function named(id: string): Buffer {
  const found = keyFile().rootKeys.find((each) => each.id === id);
  if (!found) throw new SealBroken();
  return found.key;
}
