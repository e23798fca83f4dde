import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startS3, type S3Simulator } from '@/lib/simulators';
import { s3Storage } from './s3-storage';
import { StorageUnavailable } from './storage';

const account = { region: 'eu-central-1', keyId: 'AKIATEST', secret: 'not/a+real=secret' };
const key = `ab/cd/${'e'.repeat(32)}.0`;
let s3: S3Simulator;

beforeAll(async () => {
  s3 = await startS3({ port: 0, bucket: 'files', ...account });
});
afterAll(() => s3.close());
beforeEach(() => s3.fault('none', 0));

const storage = (more: Partial<Parameters<typeof s3Storage>[0]> = {}) =>
  s3Storage({ url: `${s3.url}/portico/`, bytesMax: 5_000_000, pauseMs: 5, ...account, ...more });

describe('s3Storage', () => {
  it('stores, shows, measures and removes an object, signed so that the other side takes it', async () => {
    const content = Buffer.alloc(4_000_000, 7);
    await storage().put(key, content);
    expect(s3.keys()).toEqual([`portico/${key}`]);
    expect((await storage().read(key))?.equals(content)).toBe(true);
    expect(await storage().stat(key)).toEqual({ bytes: content.length });
    await storage().remove(key);
    await storage().remove(key);
    expect(await storage().read(key)).toBeNull();
    expect(await storage().stat(key)).toBeNull();
  });

  it.each(['slow_down', 'internal', 'hang_up'] as const)('goes on after two answers of %s', async (kind) => {
    s3.fault(kind, 2);
    await storage().put(key, Buffer.from('kept'));
    expect(s3.read(`portico/${key}`)?.toString()).toBe('kept');
  });

  it.each(['slow_down', 'internal', 'hang_up'] as const)(
    'says that it is unavailable after a third %s',
    async (kind) => {
      s3.fault(kind, 3);
      await expect(storage().put(key, Buffer.from('x'))).rejects.toThrow(StorageUnavailable);
    },
  );

  it('asks once only where asking again cannot help, and says why without naming key or secret', async () => {
    const before = s3.ledger().length;
    s3.fault('forbidden', 1);
    await expect(storage().read(key)).rejects.toThrow('The store answered 403 (AccessDenied)');
    expect(s3.ledger().length - before).toBe(1);
  });

  it('is refused with another secret or region, and the bucket that is gone is no missing file', async () => {
    await expect(storage({ secret: 'another' }).put(key, Buffer.from('x'))).rejects.toThrow('SignatureDoesNotMatch');
    await expect(storage({ region: 'us-east-1' }).put(key, Buffer.from('x'))).rejects.toThrow(StorageUnavailable);
    const elsewhere = storage({ url: s3.url.replace('/files', '/other') });
    await expect(elsewhere.read(key)).rejects.toThrow('NoSuchBucket');
    await expect(elsewhere.put(key, Buffer.from('x'))).rejects.toThrow(StorageUnavailable);
  });
});
