import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { createSafeFetch, type OutsideResponse, type SafeRequest } from '@/lib/platform/http';
import { assertObjectKey, StorageUnavailable, type Storage } from './storage';

export type S3Options = Readonly<{
  /** Address of the bucket, with a folder in it if wanted: `https://s3.eu-central-1.amazonaws.com/portico/files`. */
  url: string;
  region: string;
  keyId: string;
  secret: string;
  /** The longest object that is read; a little more than the longest that is written. */
  bytesMax: number;
  /** How long to wait before the second try; doubled for the third. */
  pauseMs?: number;
}>;

const triesMax = 3;

/**
 * A store that speaks Amazon's S3 (API 2006-03-01), by path, signed with Signature Version 4 over the content's own hash,
 * so that a byte changed on the way is refused by the other side. Answers of 5xx, 429 and lost connections are tried
 * three times in all: each of the four operations bears being done twice.
 */
export function s3Storage(options: S3Options): Storage {
  const base = options.url.replace(/\/+$/, '');
  const client = new AwsClient({
    accessKeyId: options.keyId,
    secretAccessKey: options.secret,
    service: 's3',
    region: options.region,
    retries: 0,
  });
  // The operator names the store, not a customer: it may stand in the operator's own network.
  const send = createSafeFetch({ allowedEndpoints: [new URL(base).origin], bytesMax: options.bytesMax });

  const once = async (method: NonNullable<SafeRequest['method']>, key: string, body?: Uint8Array) => {
    const url = `${base}/${key}`;
    const signed = await client.sign(url, {
      method,
      headers: {
        'x-amz-content-sha256': createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
        ...(body ? { 'content-type': 'application/octet-stream' } : {}),
      },
    });
    return send(url, { method, headers: Object.fromEntries(signed.headers), ...(body ? { body } : {}) });
  };

  const ask = async (
    method: NonNullable<SafeRequest['method']>,
    key: string,
    body?: Uint8Array,
  ): Promise<OutsideResponse | null> => {
    assertObjectKey(key);
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(method, key, body);
      if (answer.ok && answer.response.status < 300) return answer.response;
      if (answer.ok && answer.response.status === 404 && isMissingObject(method, answer.response)) return null;
      const passing = !answer.ok || answer.response.status >= 500 || answer.response.status === 429;
      if (!passing || attempt === triesMax) throw new StorageUnavailable(complaint(answer));
      await pause((options.pauseMs ?? 200) * 2 ** (attempt - 1));
    }
  };

  return {
    put: async (key, content) => {
      if ((await ask('PUT', key, content)) === null) throw new StorageUnavailable('The store has no such bucket');
    },
    read: async (key) => (await ask('GET', key))?.body ?? null,
    remove: async (key) => {
      await ask('DELETE', key);
    },
    stat: async (key) => {
      const found = await ask('HEAD', key);
      return found ? { bytes: Number(found.headers['content-length'] ?? 0) } : null;
    },
  };
}

/** A bucket that is gone is a fault of the installation, and must not look like files that were never there. */
const isMissingObject = (method: string, response: OutsideResponse): boolean =>
  method === 'HEAD' || !response.text().includes('<Code>NoSuchBucket</Code>');

function complaint(answer: Awaited<ReturnType<ReturnType<typeof createSafeFetch>>>): string {
  if (!answer.ok) return `The store could not be reached: ${answer.failure}`;
  const code = /<Code>(\w{1,60})<\/Code>/.exec(answer.response.text())?.[1] ?? 'no code';
  return `The store answered ${answer.response.status} (${code})`;
}
