import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { diskStorage } from './disk-storage';
import { StorageUnavailable } from './storage';

const root = mkdtempSync(path.join(tmpdir(), 'portico-disk-'));
afterAll(() => {
  chmodSync(root, 0o700);
  rmSync(root, { recursive: true, force: true });
});
const storage = diskStorage(root);
const key = `ab/cd/${'e'.repeat(32)}.0`;

describe('diskStorage', () => {
  it('gives back what it was given, and leaves nothing beside it', async () => {
    await storage.put(key, Buffer.from('first'));
    await storage.put(key, Buffer.from('second'));
    expect((await storage.read(key))?.toString()).toBe('second');
    expect(await storage.stat(key)).toEqual({ bytes: 6 });
    expect(readdirSync(path.join(root, 'ab', 'cd'))).toEqual([`${'e'.repeat(32)}.0`]);
  });

  it('says that a removed object is not there, and removes it twice without complaint', async () => {
    await storage.remove(key);
    await storage.remove(key);
    expect(await storage.read(key)).toBeNull();
    expect(await storage.stat(key)).toBeNull();
  });

  it.each(['../../etc/passwd', '/etc/passwd', `ab/cd/${'e'.repeat(32)}`, `ab/../${'e'.repeat(32)}.0`, ''])(
    'refuses %j, which is no key',
    async (wrong) => {
      await expect(storage.put(wrong, Buffer.from('x'))).rejects.toThrow('not a key');
      await expect(storage.read(wrong)).rejects.toThrow('not a key');
    },
  );

  it('says that it is unavailable when the disk does not do it, without naming a path', async () => {
    writeFileSync(path.join(root, 'zz'), 'a file where a folder should be');
    const attempt = storage.put(`zz/cd/${'e'.repeat(32)}.0`, Buffer.from('x'));
    await expect(attempt).rejects.toThrow(StorageUnavailable);
    await expect(attempt).rejects.not.toThrow(root);
  });
});
