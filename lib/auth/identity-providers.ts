import { recordAudit } from '@/lib/audit';
import { openSealed, sealValue, type Place } from '@/lib/crypto';
import { ok, refuse, type FieldRefusal, type Outcome } from '@/lib/errors';
import { config } from '@/lib/platform/config';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import type { ProviderAccess } from './oidc';
import { isPublicMailDomain } from './public-mail';

export type IdentityProviderView = Readonly<{
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  domains: readonly string[];
  isEnabled: boolean;
  isRequired: boolean;
  testedAt: Date | null;
}>;

export type IdentityProviderInput = Readonly<{
  name: string;
  issuer: string;
  clientId: string;
  /** Empty keeps the one that is stored. */
  clientSecret: string;
  domains: readonly string[];
  isEnabled: boolean;
  isRequired: boolean;
}>;

/** The own sign-in of the actor's tenant, without its secret; null where none is set up. Refuses `forbidden`. */
export async function readIdentityProvider(tx: TenantTx, actor: Actor): Promise<Outcome<IdentityProviderView | null>> {
  const allowed = authorise(actor, 'member.manage');
  if (!allowed.ok) return allowed;
  const [row] = await tx.$queryRaw<IdentityProviderView[]>`
    select id, name, issuer, client_id as "clientId", domains, is_enabled as "isEnabled", is_required as "isRequired",
      tested_at as "testedAt" from identity_providers where tenant_id = ${actor.tenantId}::uuid`;
  return ok(row ?? null);
}

/**
 * Sets up or changes the own sign-in of the actor's tenant. The domains must be those of the tenant's own members' addresses
 * and none where everybody gets a mailbox: so nobody draws other people to their provider. Another issuer or secret has to
 * be tested again before it can be switched on. Refuses `forbidden` and `invalid_input`. Records `identity_provider.saved`.
 */
export async function saveIdentityProvider(
  tx: TenantTx,
  actor: Actor,
  input: IdentityProviderInput,
  means: Means = systemMeans,
): Promise<Outcome<IdentityProviderView>> {
  const known = await readIdentityProvider(tx, actor);
  if (!known.ok) return known;
  const before = known.value;
  const fields = await problemsOf(tx, actor, input, before !== null);
  if (Object.keys(fields).length > 0) return refuse('invalid_input', {}, { fields });
  const issuer = input.issuer.trim();
  const domains = [...new Set(input.domains)];
  const tested =
    before !== null &&
    before.testedAt !== null &&
    before.issuer === issuer &&
    before.clientId === input.clientId.trim() &&
    input.clientSecret === '';
  if ((input.isEnabled || input.isRequired) && !tested) {
    return refuse('invalid_input', {}, { fields: { isEnabled: [{ code: 'auth.providerUntested', args: {} }] } });
  }
  const id = before?.id ?? means.newId();
  const sealed =
    input.clientSecret === '' ? null : await sealValue(tx, placeOf(actor.tenantId, id), input.clientSecret);
  const now = means.clock.now();
  await tx.$executeRaw`
    insert into identity_providers (tenant_id, id, name, issuer, client_id, client_secret, domains, is_enabled, is_required, created_at, updated_at)
    values (${actor.tenantId}::uuid, ${id}::uuid, ${input.name.trim()}, ${issuer}, ${input.clientId.trim()}, ${sealed ?? ''},
      ${domains}::text[], ${input.isEnabled}, ${input.isEnabled && input.isRequired}, ${now}, ${now})
    on conflict (tenant_id) do update set name = excluded.name, issuer = excluded.issuer, client_id = excluded.client_id,
      client_secret = coalesce(nullif(excluded.client_secret, ''), identity_providers.client_secret), domains = excluded.domains,
      is_enabled = excluded.is_enabled, is_required = excluded.is_required, updated_at = excluded.updated_at,
      tested_at = case when ${tested} then identity_providers.tested_at end`;
  await recordAudit(tx, actor.tenantId, {
    action: 'identity_provider.saved',
    entityType: 'identity_provider',
    entityId: id,
    details: { issuer, domains: domains.join(' '), enabled: input.isEnabled, required: input.isRequired },
  });
  const saved = await readIdentityProvider(tx, actor);
  return saved.ok && saved.value ? ok(saved.value) : refuse('not_found');
}

/** What a call to the tenant's provider needs, with its secret opened for `purpose`. Null where none is set up. */
export async function providerAccess(
  tx: TenantTx,
  tenantId: string,
  purpose: string,
): Promise<(ProviderAccess & Readonly<{ isEnabled: boolean }>) | null> {
  const [row] = await tx.$queryRaw<ProviderRow[]>`
    select id, issuer, client_id as "clientId", client_secret as "sealed", is_enabled as "isEnabled"
    from identity_providers where tenant_id = ${tenantId}::uuid`;
  if (!row) return null;
  const secret = await openSealed(tx, placeOf(tenantId, row.id), row.sealed, purpose);
  return { issuer: row.issuer, clientId: row.clientId, clientSecret: secret.reveal(), isEnabled: row.isEnabled };
}

/** Remembers that a test went well. Records `identity_provider.tested`. Refuses `forbidden` and `not_found`. */
export async function markProviderTested(
  tx: TenantTx,
  actor: Actor,
  means: Means = systemMeans,
): Promise<Outcome<null>> {
  const known = await readIdentityProvider(tx, actor);
  if (!known.ok) return known;
  if (!known.value) return refuse('not_found');
  await tx.$executeRaw`
    update identity_providers set tested_at = ${means.clock.now()} where tenant_id = ${actor.tenantId}::uuid`;
  await recordAudit(tx, actor.tenantId, {
    action: 'identity_provider.tested',
    entityType: 'identity_provider',
    entityId: known.value.id,
  });
  return ok(null);
}

type ProviderRow = Readonly<{ id: string; issuer: string; clientId: string; sealed: string; isEnabled: boolean }>;

const placeOf = (tenantId: string, rowId: string): Place => ({
  tenantId,
  table: 'identity_providers',
  column: 'client_secret',
  rowId,
});

async function problemsOf(
  tx: TenantTx,
  actor: Actor,
  input: IdentityProviderInput,
  exists: boolean,
): Promise<Record<string, FieldRefusal[]>> {
  const fields: Record<string, FieldRefusal[]> = {};
  const say = (field: string, code: string): void => void (fields[field] ??= []).push({ code, args: {} });
  for (const name of ['name', 'clientId'] as const) {
    if (input[name].trim() === '' || input[name].length > 80 * (name === 'name' ? 1 : 3)) say(name, 'field.required');
  }
  if (!exists && input.clientSecret === '') say('clientSecret', 'field.required');
  if (!isIssuer(input.issuer.trim())) say('issuer', 'auth.issuerInvalid');
  const rows = await tx.$queryRaw<{ domain: string }[]>`
    select distinct split_part(email, '@', 2) as domain from members
    where tenant_id = ${actor.tenantId}::uuid and revoked_at is null`;
  const own = new Set(rows.map(({ domain }) => domain));
  const isOwn = (domain: string): boolean => own.has(domain) && !isPublicMailDomain(domain);
  if (input.domains.length === 0 || input.domains.length > 20 || !input.domains.every(isOwn)) {
    say('domains', 'auth.domainNotOwn');
  }
  return fields;
}

/** https without a query or fragment; plain http only to an endpoint that the operator allows partners, as in the demo. */
function isIssuer(text: string): boolean {
  try {
    const url = new URL(text);
    const listed = config().allowedPartnerEndpoints.includes(url.origin);
    return (
      (url.protocol === 'https:' || listed) &&
      url.search === '' &&
      url.hash === '' &&
      url.username === '' &&
      text.length <= 500
    );
  } catch {
    return false;
  }
}
