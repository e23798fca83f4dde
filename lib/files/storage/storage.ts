/**
 * Where the sealed content of files lies. Objects are written whole, replaced whole and never larger than a few
 * megabytes, which every store can do; a large file is several objects. Keys are ours and random, never a person's text.
 */
export type Storage = Readonly<{
  /** Writes an object so that it survives a crash once this returns. Writing again replaces it. */
  put: (key: string, content: Uint8Array) => Promise<void>;
  /** The whole object, or null when there is none. */
  read: (key: string) => Promise<Buffer | null>;
  /** Removes an object; one that is not there is removed already. */
  remove: (key: string) => Promise<void>;
  /** How large an object is, or null when there is none. */
  stat: (key: string) => Promise<Readonly<{ bytes: number }> | null>;
}>;

/** The store did not do what was asked: it is away, full, or refuses us. Says what it answered, never a key or secret. */
export class StorageUnavailable extends Error {
  override name = 'StorageUnavailable';
}

/** The one form that a key has; anything else could name a place outside the store. */
export const objectKey = /^[a-z0-9]{2}\/[a-z0-9]{2}\/[a-z0-9]{32}\.\d{1,5}$/;

/** Throws for a text that is no key of ours: a fault of the program, never of a person. */
export function assertObjectKey(key: string): void {
  if (!objectKey.test(key)) throw new Error('This is not a key of the store');
}
