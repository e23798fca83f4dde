import { hashKey, isApiKey } from '@/lib/crypto';
import { databaseClient } from '@/lib/platform/db';
import { uuidv7 } from '@/lib/platform/ids';
import type { MachineActor } from '@/lib/tenancy';

/**
 * The machine behind an API key, or null when the key is malformed, unknown, expired or revoked: one answer for all.
 * The tenant is the key's own and comes from nowhere else.
 */
export async function authenticateApiKey(key: string, requestId: string = uuidv7()): Promise<MachineActor | null> {
  if (!isApiKey(key)) return null;
  const [row] = await databaseClient('app').$queryRaw<
    { answer: Pick<MachineActor, 'tenantId' | 'tenantKind' | 'apiKeyId' | 'scopes'> | null }[]
  >`select app.api_key_resolve(${hashKey(key)}::bytea) as answer`;
  return row?.answer ? { kind: 'machine', ...row.answer, requestId } : null;
}
