import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createGoogleTokens, googleTokenUrl, type GoogleGrant } from '@/lib/platform/google';
import { SealBroken } from '../envelope';
import { askKeyService, KeyServiceError, objectOf, textOf, type KeyService, type KeyServiceMeans } from './key-service';

const service = 'Google Cloud KMS';
/** v1, without an end (https://cloud.google.com/kms/docs/reference/rest). */
const baseUrl = 'https://cloudkms.googleapis.com/v1';
/** https://cloud.google.com/kms/docs/accessing-the-api#scopes */
export const cloudKmsScopes = ['https://www.googleapis.com/auth/cloudkms'] as const;

/** What the account may do, each for one of the two calls. */
export const cloudKmsPermissions = {
  encrypt: 'cloudkms.cryptoKeyVersions.useToEncrypt',
  decrypt: 'cloudkms.cryptoKeyVersions.useToDecrypt',
} as const;

const credentialsShape = z.object({ client_email: z.string(), private_key: z.string() });

/** Google Cloud KMS as the account of a key file. The file is read when the key is first used. */
export function cloudKms(
  config: Readonly<{ keyName: string; credentialsFile: string }>,
  means: KeyServiceMeans,
): KeyService {
  const tokens = createGoogleTokens();

  async function call(verb: 'encrypt' | 'decrypt', keyName: string, body: Readonly<Record<string, string>>) {
    const grant = grantOf(config.credentialsFile);
    const ask = () =>
      askKeyService(service, means, async () => {
        const token = await tokens.get(grant, { fetch: means.fetch, now: means.now, tokenUrl: googleTokenUrl });
        if (!token.ok)
          throw new KeyServiceError(service, problems[token.failure] ?? 'unavailable', { cause: token.failure });
        const headers = { authorization: `Bearer ${token.token}`, 'content-type': 'application/json' };
        return { url: `${baseUrl}/${keyName}:${verb}`, headers, body: JSON.stringify(body) };
      });
    let answer = await ask();
    if (answer.status === 401) {
      tokens.forget(grant, { tokenUrl: googleTokenUrl });
      answer = await ask();
    }
    const { status } = answer;
    if (status === 200) return objectOf(answer);
    if (status === 400 && verb === 'decrypt') throw new SealBroken();
    const problem = { 401: 'credential_refused', 403: 'permission_denied', 404: 'key_missing' } as const;
    const known = status === 401 || status === 403 || status === 404 ? problem[status] : 'refused';
    throw new KeyServiceError(service, known, {
      cause: { status },
      ...(status === 403 ? { permission: cloudKmsPermissions[verb] } : {}),
    });
  }

  return {
    kind: 'gcp-kms',
    keyName: config.keyName,
    encrypt: async (plaintext, binding) => {
      const answer = await call('encrypt', config.keyName, {
        plaintext: plaintext.toString('base64'),
        additionalAuthenticatedData: base64(binding),
      });
      return textOf(service, answer.ciphertext);
    },
    decrypt: async (keyName, ciphertext, binding) => {
      const answer = await call('decrypt', keyName, { ciphertext, additionalAuthenticatedData: base64(binding) });
      return Buffer.from(textOf(service, answer.plaintext), 'base64');
    },
  };
}

const problems: Readonly<Record<string, 'credential_refused' | 'credential_unusable' | 'timed_out'>> = {
  credential_refused: 'credential_refused',
  client_refused: 'credential_refused',
  key_unusable: 'credential_unusable',
  timed_out: 'timed_out',
};

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

function grantOf(file: string): GoogleGrant {
  try {
    const { client_email: clientEmail, private_key: privateKey } = credentialsShape.parse(
      JSON.parse(readFileSync(file, 'utf8')),
    );
    return { kind: 'service-account', clientEmail, privateKey, scopes: cloudKmsScopes };
  } catch {
    // Without the cause: what a parser says repeats what it has read.
    throw new KeyServiceError(service, 'credential_unusable');
  }
}
