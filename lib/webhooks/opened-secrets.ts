import { withTenant, type Actor } from '@/lib/tenancy';
import type { Secret } from '@/lib/crypto';
import { openSecret } from './hook-secret';
import type { StoredHook } from './receive-delivery';

type Kept = Readonly<{ secret: Secret; until: number }>;

/** A stranger who knows an address must not write the audit full: an opened secret is kept in memory for a minute. */
const keptMs = 60_000;
const keptMax = 1000;
const kept = new Map<string, Kept>();

/** The secrets that count at a hook now: the current one and, while it still counts, the one before. */
export async function openedSecrets(actor: Actor, hook: StoredHook, now: Date): Promise<readonly string[]> {
  const { previousSealed, previousUntil } = hook;
  const sealed = [hook.sealed, ...(previousSealed && previousUntil && previousUntil > now ? [previousSealed] : [])];
  const found: string[] = [];
  for (const each of sealed) found.push((await opened(actor, hook, each, now.getTime())).reveal());
  return found;
}

async function opened(actor: Actor, { tenantId, hookId }: StoredHook, sealed: string, now: number): Promise<Secret> {
  const key = `${hookId}:${sealed}`;
  const known = kept.get(key);
  if (known && known.until > now && known.until <= now + keptMs) return known.secret;
  const secret = await withTenant(actor, (tx) =>
    openSecret(tx, 'inbound_hooks', { tenantId, id: hookId }, sealed, 'webhook'),
  );
  if (kept.size >= keptMax) kept.delete(kept.keys().next().value ?? key);
  kept.set(key, { secret, until: now + keptMs });
  return secret;
}
