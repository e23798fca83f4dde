import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { assertObjectKey, StorageUnavailable, type Storage } from './storage';

/**
 * A store in a folder of this machine, two levels deep, which no web server shows. An object is written beside its place,
 * flushed and then moved there, so that a crash leaves all of it or nothing.
 */
export function diskStorage(root: string): Storage {
  const placeOf = (key: string): string => {
    assertObjectKey(key);
    return path.join(/* turbopackIgnore: true */ root, ...key.split('/'));
  };
  return {
    put: async (key, content) => {
      await guarded(() => writeWhole(placeOf(key), content));
    },
    read: (key) => guarded(() => readFile(/* turbopackIgnore: true */ placeOf(key))),
    remove: async (key) => {
      await guarded(() => rm(/* turbopackIgnore: true */ placeOf(key), { force: true }));
    },
    stat: async (key) => {
      const found = await guarded(() => stat(/* turbopackIgnore: true */ placeOf(key)));
      return found ? { bytes: found.size } : null;
    },
  };
}

async function writeWhole(place: string, content: Uint8Array): Promise<void> {
  const folder = path.dirname(place);
  await mkdir(/* turbopackIgnore: true */ folder, { recursive: true, mode: 0o700 });
  const beside = `${place}.${randomBytes(6).toString('hex')}.new`;
  try {
    const file = await open(/* turbopackIgnore: true */ beside, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(/* turbopackIgnore: true */ beside, /* turbopackIgnore: true */ place);
  } catch (problem) {
    await rm(/* turbopackIgnore: true */ beside, { force: true }).catch(() => undefined);
    throw problem;
  }
  // The name itself is durable only once its folder is.
  const names = await open(/* turbopackIgnore: true */ folder, 'r');
  try {
    await names.sync();
  } finally {
    await names.close();
  }
}

/** Null for what is not there; every other complaint of the file system means that the store is not usable. */
async function guarded<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (problem) {
    const code = problem instanceof Error && 'code' in problem ? String(problem.code) : '';
    if (code === 'ENOENT') return null;
    if (code === '') throw problem;
    throw new StorageUnavailable(`The disk answered ${code}`);
  }
}
