import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { config } from '@/lib/platform/config';

const hexKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be 32 bytes in hexadecimal')
  .transform((text) => Buffer.from(text, 'hex'));

const schema = z
  .object({
    contextKey: z.object({ kid: z.number().int().min(1), key: hexKey }),
    rootKeys: z.array(z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/), key: hexKey })).min(1),
    activeRootKey: z.string(),
  })
  .refine(
    ({ rootKeys: keys, activeRootKey }) => keys.some(({ id }) => id === activeRootKey),
    'activeRootKey is not in rootKeys',
  )
  .refine(({ rootKeys: keys }) => new Set(keys.map(({ id }) => id)).size === keys.length, 'two root keys share an id');

/** The keys of this installation: the one that signs tenant contexts, and the root keys that wrap tenants' data keys. */
export type RootKeys = z.infer<typeof schema>;

let known: { path: string; keys: RootKeys } | undefined;

/** The keys from the root key file, read once. Throws with what is wrong, never with a part of a key. */
export function rootKeys(path: string = config().keyFile): RootKeys {
  if (known?.path === path) return known.keys;
  const keys = parseRootKeys(readFileSync(path, 'utf8'));
  known = { path, keys };
  return keys;
}

/** Reads the text of a root key file. */
export function parseRootKeys(text: string): RootKeys {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Error('The root key file is not JSON');
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Error(
    `The root key file is not usable: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`,
  );
}
