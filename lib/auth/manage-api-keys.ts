import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { apiKeyPrefix, generateApiKey, hashKey } from '@/lib/crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Action, type Actor, type TenantTx } from '@/lib/tenancy';

/** What a key is for, as one chooses it; each is a set of actions of the permission table. */
export const apiKeyPurposes = {
  onboard: ['customer.onboard', 'customer.read', 'flow.read', 'run.read'],
  read: ['customer.read', 'flow.read', 'run.read', 'funnel.read'],
  query: ['customer.read', 'flow.read', 'run.read', 'dataset.query'],
} as const satisfies Record<string, readonly Action[]>;
export type ApiKeyPurpose = keyof typeof apiKeyPurposes;

export type ApiKeyRow = Readonly<{
  id: string;
  name: string;
  /** The beginning of the key, to tell it from others. */
  prefix: string;
  purpose: ApiKeyPurpose | 'other';
  createdAt: Date;
  createdBy: string | null;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}>;
export type CreateApiKeyInput = Readonly<{ name: string; purpose: ApiKeyPurpose; days: number }>;

const nameSchema = z.string().trim().min(1).max(80);
const dayMs = 86_400_000;

/**
 * Makes a key of the actor's own tenant. The key itself is in the answer and nowhere else: only its SHA-256 is stored.
 * `days` bounds its life (1 to 730). Refuses `forbidden` and `invalid_input`. Records `api_key.created`.
 */
export async function createApiKey(
  tx: TenantTx,
  actor: Actor,
  input: CreateApiKeyInput,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ id: string; key: string }>>> {
  const allowed = authorise(actor, 'api_key.manage');
  if (!allowed.ok) return allowed;
  const name = nameSchema.safeParse(input.name);
  if (!name.success) return refuse('invalid_input', {}, { fields: { name: [{ code: 'field.required', args: {} }] } });
  if (!Number.isInteger(input.days) || input.days < 1 || input.days > 730) {
    return refuse('invalid_input', {}, { fields: { days: [{ code: 'field.required_choice', args: {} }] } });
  }
  const id = means.newId();
  const key = generateApiKey();
  const expiresAt = new Date(means.clock.now().getTime() + input.days * dayMs);
  const scopes: readonly string[] = apiKeyPurposes[input.purpose];
  await tx.$executeRaw`
    insert into api_keys (tenant_id, id, name, key_hash, prefix, scopes, created_by, expires_at)
    values (${actor.tenantId}::uuid, ${id}::uuid, ${name.data}, ${hashKey(key)}::bytea, ${apiKeyPrefix(key)},
      ${scopes}::text[], ${actorUserId(actor)}::uuid, ${expiresAt})`;
  await recordAudit(tx, actor.tenantId, {
    action: 'api_key.created',
    entityType: 'api_key',
    entityId: id,
    details: { purpose: input.purpose, days: input.days },
  });
  return ok({ id, key });
}

/** The keys of the actor's own tenant, newest first, without anything that opens a door. Refuses `forbidden`. */
export async function listApiKeys(tx: TenantTx, actor: Actor): Promise<Outcome<readonly ApiKeyRow[]>> {
  const allowed = authorise(actor, 'api_key.manage');
  if (!allowed.ok) return allowed;
  const rows = await tx.$queryRaw<(Omit<ApiKeyRow, 'purpose'> & { scopes: string[] })[]>`
    select k.id, k.name, k.prefix, k.scopes, k.created_at as "createdAt", m.display_name as "createdBy",
      k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt"
    from api_keys k left join members m on m.tenant_id = k.tenant_id and m.user_id = k.created_by
    where k.tenant_id = ${actor.tenantId}::uuid order by k.created_at desc, k.id desc limit 200`;
  return ok(rows.map(({ scopes, ...row }) => ({ ...row, purpose: purposeOf(scopes) })));
}

/**
 * Ends a key at once; ending it twice changes nothing. Refuses `forbidden`, and `not_found` for a key that does not
 * exist or belongs to another tenant. Records `api_key.revoked`.
 */
export async function revokeApiKey(
  tx: TenantTx,
  actor: Actor,
  { keyId }: Readonly<{ keyId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ id: string }>>> {
  const allowed = authorise(actor, 'api_key.manage');
  if (!allowed.ok) return allowed;
  if (!isUuid(keyId)) return refuse('not_found');
  const [key] = await tx.$queryRaw<{ revokedAt: Date | null }[]>`
    select revoked_at as "revokedAt" from api_keys
    where tenant_id = ${actor.tenantId}::uuid and id = ${keyId}::uuid`;
  if (!key) return refuse('not_found');
  if (key.revokedAt) return ok({ id: keyId });
  await tx.$executeRaw`
    update api_keys set revoked_at = ${means.clock.now()}
    where tenant_id = ${actor.tenantId}::uuid and id = ${keyId}::uuid and revoked_at is null`;
  await recordAudit(tx, actor.tenantId, { action: 'api_key.revoked', entityType: 'api_key', entityId: keyId });
  return ok({ id: keyId });
}

function purposeOf(scopes: readonly string[]): ApiKeyRow['purpose'] {
  const names = Object.keys(apiKeyPurposes) as ApiKeyPurpose[];
  return names.find((name) => [...apiKeyPurposes[name]].sort().join() === [...scopes].sort().join()) ?? 'other';
}
