import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { signatureProblem } from '../aws-signature';
import {
  startHttpSimulator,
  type HttpSimulator,
  type SimulatedRequest,
  type SimulatedResponse,
} from '../http-simulator';

export type AwsKmsSimulator = HttpSimulator &
  Readonly<{
    addAccessKey: (id: string, secret: string) => void;
    /** A symmetric key under its ARN. */
    addKey: (arn: string) => void;
    /** Nobody may do this any more, such as `kms:Decrypt`; without a name everything is given back. */
    deny: (...permissions: readonly string[]) => void;
  }>;

/** AWS KMS, JSON 1.1 (https://docs.aws.amazon.com/kms/latest/APIReference): Encrypt, Decrypt, DescribeKey; verifies Signature Version 4. */
export async function startAwsKms({
  port = 0,
  holdMs,
}: { port?: number; holdMs?: number } = {}): Promise<AwsKmsSimulator> {
  const accessKeys = new Map<string, string>();
  const keys = new Map<string, Buffer>();
  const denied = new Set<string>();

  const handle = (request: SimulatedRequest, effect: (what: string) => void): SimulatedResponse => {
    const known = [...accessKeys].map(([keyId, secret]) => ({ keyId, secret }));
    const problem = signatureProblem(request, { keys: known, service: 'kms' });
    if (problem !== null) return awsError(400, problem);
    const verb = /^TrentService\.(\w+)$/.exec(request.headers['x-amz-target'] ?? '')?.[1] ?? '';
    if (denied.has(`kms:${verb}`)) return awsError(400, 'AccessDeniedException');
    const input = objectOf(request.json);
    const context = Buffer.from(JSON.stringify(Object.entries(objectOf(input.EncryptionContext)).sort()));
    if (verb === 'Encrypt') {
      const arn = String(input.KeyId);
      const key = keys.get(arn);
      if (!key) return awsError(400, 'NotFoundException');
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      cipher.setAAD(context);
      const body = Buffer.concat([cipher.update(Buffer.from(String(input.Plaintext), 'base64')), cipher.final()]);
      effect('key.used encrypt');
      const name = Buffer.from(arn);
      const blob = Buffer.concat([Buffer.of(name.length), name, iv, cipher.getAuthTag(), body]);
      return answer({ CiphertextBlob: blob.toString('base64'), KeyId: arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
    }
    if (verb === 'Decrypt') {
      const blob = Buffer.from(String(input.CiphertextBlob), 'base64');
      const length = blob[0] ?? 0;
      const arn = blob.subarray(1, 1 + length).toString();
      const rest = blob.subarray(1 + length);
      const key = keys.get(arn);
      if (!key) return awsError(400, 'InvalidCiphertextException');
      if (input.KeyId !== undefined && input.KeyId !== arn) return awsError(400, 'IncorrectKeyException');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, rest.subarray(0, 12));
        decipher.setAAD(context);
        decipher.setAuthTag(rest.subarray(12, 28));
        const plaintext = Buffer.concat([decipher.update(rest.subarray(28)), decipher.final()]);
        effect('key.used decrypt');
        return answer({
          Plaintext: plaintext.toString('base64'),
          KeyId: arn,
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        });
      } catch {
        return awsError(400, 'InvalidCiphertextException');
      }
    }
    if (verb !== 'DescribeKey') return awsError(400, 'UnknownOperationException');
    const arn = String(input.KeyId);
    return keys.has(arn)
      ? answer({ KeyMetadata: { Arn: arn, KeyId: arn.split('/').at(-1), Enabled: true, KeyState: 'Enabled' } })
      : awsError(400, 'NotFoundException');
  };

  const simulator = await startHttpSimulator({
    port,
    handle,
    errorBody: (status) => ({ __type: status === 403 ? 'AccessDeniedException' : 'KMSInternalException' }),
    ...(holdMs === undefined ? {} : { holdMs }),
  });
  return {
    ...simulator,
    addAccessKey: (id, secret) => void accessKeys.set(id, secret),
    addKey: (arn) => void keys.set(arn, randomBytes(32)),
    deny: (...permissions) => {
      if (permissions.length === 0) denied.clear();
      for (const permission of permissions) denied.add(permission);
    },
  };
}

const answer = (body: unknown): SimulatedResponse => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body,
});

const awsError = (status: number, type: string): SimulatedResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
  body: { __type: type, message: 'The request could not be done.' },
});

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
