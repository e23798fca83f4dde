import { databaseClient } from '@/lib/platform/db';
import { uuidv7 } from '@/lib/platform/ids';
import type { MachineActor } from '@/lib/tenancy';
import { lookUpCustomerKey } from '@/lib/vault';

/** What somebody with a key that was issued to a customer may do: run pipelines in that customer's dataset, and look. */
const scopes = ['pipeline.run', 'pipeline.read'] as const;

/** The machine behind a key that was issued to a customer; null for anything that is no live key, one answer for all. */
export async function authenticateCustomerKey(key: string, requestId: string = uuidv7()): Promise<MachineActor | null> {
  const known = await lookUpCustomerKey(databaseClient('app'), key);
  if (known === null) return null;
  return {
    kind: 'machine',
    tenantId: known.tenantId,
    tenantKind: 'customer',
    apiKeyId: known.keyId,
    scopes,
    requestId,
  };
}
