import { createHash } from 'node:crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import type { Means } from '@/lib/platform/means';
import type { TenantTx } from '@/lib/tenancy';

/** What a request with a key has led to so far. `response` is there once it has ended; it never holds a secret. */
export type Claimed = Readonly<{
  isFirst: boolean;
  subjectTenantId: string | null;
  subjectId: string | null;
  status: number | null;
  response: Readonly<Record<string, unknown>> | null;
}>;

/** How long a key is remembered: at least a day, as integrators expect. */
export const idempotencyHours = 24 * 7;

/**
 * Claims an idempotency key for one request. Of two at the same moment the second waits for the first one's
 * transaction, then learns what came of it; when that rolled back, the second is first. Refuses
 * `idempotency_key_reused` when the key belongs to another request.
 */
export async function claimIdempotencyKey(
  tx: TenantTx,
  { tenantId, key, request }: Readonly<{ tenantId: string; key: string; request: unknown }>,
  means: Means,
): Promise<Outcome<Claimed>> {
  const hash = createHash('sha256').update(canonical(request)).digest();
  const now = means.clock.now();
  await tx.$executeRaw`
    delete from idempotency_keys where tenant_id = ${tenantId}::uuid and key = ${key}
      and created_at < ${new Date(now.getTime() - idempotencyHours * 3_600_000)}`;
  const inserted = await tx.$executeRaw`
    insert into idempotency_keys (tenant_id, id, key, request_hash, created_at)
    values (${tenantId}::uuid, ${means.newId()}::uuid, ${key}, ${hash}, ${now}) on conflict (tenant_id, key) do nothing`;
  const [row] = await tx.$queryRaw<
    (Omit<Claimed, 'isFirst'> & { sameRequest: boolean })[]
  >`select request_hash = ${hash} as "sameRequest", subject_tenant_id as "subjectTenantId", subject_id as "subjectId",
      response_status as status, response
    from idempotency_keys where tenant_id = ${tenantId}::uuid and key = ${key}`;
  if (!row) throw new Error('A claimed idempotency key is gone');
  const { sameRequest, ...claimed } = row;
  return sameRequest ? ok({ isFirst: inserted === 1, ...claimed }) : refuse('idempotency_key_reused');
}

/** Ties a claimed key to what it made, so that a repetition finds it. */
export async function nameSubject(
  tx: TenantTx,
  {
    tenantId,
    key,
    subjectTenantId,
    subjectId,
  }: Readonly<{ tenantId: string; key: string; subjectTenantId: string; subjectId: string }>,
): Promise<void> {
  await tx.$executeRaw`
    update idempotency_keys set subject_tenant_id = ${subjectTenantId}::uuid, subject_id = ${subjectId}::uuid
    where tenant_id = ${tenantId}::uuid and key = ${key}`;
}

/** Keeps the answer for repetitions. Pass it without secrets: what is kept here is answered again as it is. */
export async function keepResponse(
  tx: TenantTx,
  {
    tenantId,
    key,
    status,
    response,
  }: Readonly<{ tenantId: string; key: string; status: number; response: Readonly<Record<string, unknown>> }>,
  means: Means,
): Promise<void> {
  await tx.$executeRaw`
    update idempotency_keys set response_status = ${status}, response = ${JSON.stringify(response)}::jsonb,
      completed_at = ${means.clock.now()}
    where tenant_id = ${tenantId}::uuid and key = ${key} and completed_at is null`;
}

/** One text for equal requests, whatever the order of their members. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, child]) => `${JSON.stringify(name)}:${canonical(child)}`).join(',')}}`;
}
