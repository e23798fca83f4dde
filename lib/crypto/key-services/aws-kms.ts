import { AwsClient } from 'aws4fetch';
import { SealBroken } from '../envelope';
import { askKeyService, KeyServiceError, objectOf, textOf, type KeyService, type KeyServiceMeans } from './key-service';

const service = 'AWS KMS';

export type AwsKmsConfig = Readonly<{
  keyArn: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}>;

/**
 * AWS KMS, version 2014-11-01 of its interface, without an end (https://docs.aws.amazon.com/kms/latest/APIReference). The
 * binding is the encryption context, so that it also stands in the account's CloudTrail.
 */
export function awsKms(config: AwsKmsConfig, means: KeyServiceMeans): KeyService {
  const url = `https://kms.${config.region}.amazonaws.com/`;
  const signer = new AwsClient({
    accessKeyId: config.accessKeyId,
    secretAccessKey: config.secretAccessKey,
    ...(config.sessionToken === undefined ? {} : { sessionToken: config.sessionToken }),
    service: 'kms',
    region: config.region,
    retries: 0,
  });

  async function call(verb: 'Encrypt' | 'Decrypt', input: Readonly<Record<string, unknown>>) {
    const body = JSON.stringify(input);
    const answer = await askKeyService(service, means, async () => {
      // Signed for each attempt: a signature holds for a few minutes only.
      const signed = await signer.sign(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${verb}` },
        body,
      });
      return { url, headers: Object.fromEntries(signed.headers), body };
    });
    const said = objectOf(answer);
    if (answer.status === 200) return said;
    const type = String(said.__type ?? '').replace(/^.*#/, '');
    if (verb === 'Decrypt' && /^(InvalidCiphertextException|IncorrectKeyException)$/.test(type)) throw new SealBroken();
    const isDenied = type === 'AccessDeniedException';
    throw new KeyServiceError(service, isDenied ? 'permission_denied' : (problems[type] ?? 'refused'), {
      cause: { status: answer.status, ...(/^[A-Za-z]{1,60}$/.test(type) ? { type } : {}) },
      ...(isDenied ? { permission: `kms:${verb}` } : {}),
    });
  }

  return {
    kind: 'aws-kms',
    keyName: config.keyArn,
    encrypt: async (plaintext, binding) => {
      const answer = await call('Encrypt', {
        KeyId: config.keyArn,
        Plaintext: plaintext.toString('base64'),
        EncryptionContext: { 'portico:binding': binding },
      });
      return textOf(service, answer.CiphertextBlob);
    },
    decrypt: async (keyName, ciphertext, binding) => {
      const answer = await call('Decrypt', {
        KeyId: keyName,
        CiphertextBlob: ciphertext,
        EncryptionContext: { 'portico:binding': binding },
      });
      return Buffer.from(textOf(service, answer.Plaintext), 'base64');
    },
  };
}

const problems: Readonly<Record<string, 'credential_refused' | 'key_missing' | 'unavailable'>> = {
  UnrecognizedClientException: 'credential_refused',
  InvalidSignatureException: 'credential_refused',
  MissingAuthenticationTokenException: 'credential_refused',
  ExpiredTokenException: 'credential_refused',
  NotFoundException: 'key_missing',
  DisabledException: 'key_missing',
  KMSInvalidStateException: 'key_missing',
  ThrottlingException: 'unavailable',
};
