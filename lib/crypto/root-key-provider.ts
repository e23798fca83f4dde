import { rootKeys } from '@/lib/platform/keys';
import { decrypt, encrypt, SealBroken } from './envelope';

/** What wraps data keys: a file here, a key service elsewhere. Asynchronous because a service is. */
export type RootKeyProvider = Readonly<{
  /** Wraps under the active root key. `binding` must be given again to unwrap. */
  wrap: (key: Buffer, binding: string) => Promise<Readonly<{ rootKeyId: string; wrapped: string }>>;
  /** Unwraps, or throws `SealBroken`. */
  unwrap: (rootKeyId: string, wrapped: string, binding: string) => Promise<Buffer>;
}>;

/** The provider over the root key file of this installation. Old root keys stay in the file until all is re-wrapped. */
export const fileRootKeys: RootKeyProvider = {
  wrap: async (key, binding) => {
    const { activeRootKey } = rootKeys();
    return {
      rootKeyId: activeRootKey,
      wrapped: encrypt({ version: 1, key: named(activeRootKey) }, bound(activeRootKey, binding), key),
    };
  },
  unwrap: async (rootKeyId, wrapped, binding) =>
    decrypt({ version: 1, key: named(rootKeyId) }, bound(rootKeyId, binding), wrapped),
};

const bound = (rootKeyId: string, binding: string): string => `wrap|${rootKeyId}|${binding}`;

function named(id: string): Buffer {
  const found = rootKeys().rootKeys.find((each) => each.id === id);
  if (!found) throw new SealBroken();
  return found.key;
}
