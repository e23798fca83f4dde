import { SealBroken } from '../envelope';
import { askKeyService, KeyServiceError, objectOf, textOf, type KeyService, type KeyServiceMeans } from './key-service';

const service = 'HashiCorp Vault';

export type VaultConfig = Readonly<{ address: string; token: string; mount: string; keyName: string }>;

/**
 * The transit engine of HashiCorp Vault, version 1 of its interface, without an end
 * (https://developer.hashicorp.com/vault/api-docs/secret/transit). The binding is the associated data.
 */
export function vaultTransit(config: VaultConfig, means: KeyServiceMeans): KeyService {
  const address = config.address.replace(/\/$/, '');

  async function call(verb: 'encrypt' | 'decrypt', keyName: string, input: Readonly<Record<string, string>>) {
    const path = `${config.mount}/${verb}/${encodeURIComponent(keyName)}`;
    const answer = await askKeyService(service, means, () =>
      Promise.resolve({
        url: `${address}/v1/${path}`,
        headers: { 'x-vault-token': config.token, 'x-vault-request': 'true', 'content-type': 'application/json' },
        body: JSON.stringify(input),
      }),
    );
    const { status } = answer;
    if (status === 200) {
      const { data } = objectOf(answer);
      return typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {};
    }
    if (status === 400 && verb === 'decrypt') throw new SealBroken();
    if (status === 403) {
      throw new KeyServiceError(service, 'permission_denied', { cause: { status }, permission: `update on ${path}` });
    }
    throw new KeyServiceError(service, status === 404 ? 'key_missing' : 'refused', { cause: { status } });
  }

  return {
    kind: 'vault',
    keyName: config.keyName,
    encrypt: async (plaintext, binding) => {
      const input = { plaintext: plaintext.toString('base64'), associated_data: base64(binding) };
      return textOf(service, (await call('encrypt', config.keyName, input)).ciphertext);
    },
    decrypt: async (keyName, ciphertext, binding) => {
      const input = { ciphertext, associated_data: base64(binding) };
      return Buffer.from(textOf(service, (await call('decrypt', keyName, input)).plaintext), 'base64');
    },
  };
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
