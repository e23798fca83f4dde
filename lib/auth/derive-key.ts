import { createHash } from 'node:crypto';
import { Algorithm, hashRaw } from '@node-rs/argon2';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { normalisePassword } from './weak-password';

/** How a key is derived now; each stored password remembers its own, so that this may change. */
export const currentCost = { memory: 47_104, passes: 1, lanes: 1 } as const;

export type Cost = Readonly<{ memory: number; passes: number; lanes: number }>;

/** At 46 MiB each, more at once would make signing in a way to stop the product. */
const atOnce = 2;
const waitingMax = 24;
let running = 0;
const waiting: (() => void)[] = [];

/**
 * What the database compares: the SHA-256 of the key that argon2id derives from a password. At most two are derived at once
 * and two dozen wait; beyond that it refuses `rate_limited`, so that a flood of sign-ins cannot fill the memory.
 */
export async function derivedVerifier(password: string, salt: Buffer, cost: Cost): Promise<Outcome<Buffer>> {
  if (running >= atOnce && waiting.length >= waitingMax) return refuse('rate_limited', { retryAfterSeconds: 3 });
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    const key = await hashRaw(normalisePassword(password), {
      algorithm: argon2id,
      salt,
      memoryCost: cost.memory,
      timeCost: cost.passes,
      parallelism: cost.lanes,
      outputLen: 32,
    });
    return ok(createHash('sha256').update(key).digest());
  } finally {
    // A place that is handed on stays taken, so that nobody slips in between.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** `const enum` members are inlined by some compilers and missing at run time with others; the number is the same. */
const argon2id = 2 as Algorithm;
