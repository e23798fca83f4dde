import { recordAudit } from '@/lib/audit';
import type { CheckResult } from '@/lib/connectors';
import { probes } from '@/lib/connectors';
import { ok, refuse, type FieldRefusal, type Outcome } from '@/lib/errors';
import { enqueue } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { fingerprintOf, sealParts, type SecretParts } from './credential';
import { connectedSystems, firstEnd, type ConnectedSystem, type SystemApi, type SystemPart } from './systems';

export type SaveConnectionInput = Readonly<{
  system: string;
  /** What was typed, by part; what is empty is left out, an empty secret keeps the one that is stored. */
  settings: Readonly<Record<string, string>>;
  secret: SecretParts;
}>;
export type ConnectionRef = Readonly<{ system: string }>;

/** A system as the integrations page shows it; never a secret. */
export type ConnectionRow = Readonly<{
  system: string;
  name: string;
  parts: Pick<ConnectedSystem, 'settings' | 'secret'>;
  api: readonly SystemApi[];
  /** A look at it says only whether it knows us; what a customer has opened to us is looked at with their credential. */
  perCustomer: boolean;
  /** The version that ends first; null while none is named. */
  ends: SystemApi | null;
  connection: Readonly<{
    settings: Readonly<Record<string, string>>;
    fingerprint: string | null;
    savedAt: Date;
    status: 'unchecked' | 'checking' | 'passed' | 'failed';
    results: readonly CheckResult[];
    checkedAt: Date | null;
    lastUsedAt: Date | null;
  }> | null;
}>;

/**
 * Connects a system for the actor's own tenant, or changes the connection; it has to be looked at again afterwards.
 * Refuses `forbidden`, `not_found` for a system that we do not know, and `invalid_input` for what is missing, for no web
 * address, and for a new address without the secret. Records audit `connection.saved`.
 */
export async function saveConnection(
  tx: TenantTx,
  actor: Actor,
  { system, settings, secret }: SaveConnectionInput,
  means: Means = systemMeans,
): Promise<Outcome<ConnectionRef>> {
  const allowed = authorise(actor, 'connection.manage');
  if (!allowed.ok) return allowed;
  const known = knownSystem(system);
  if (!known) return refuse('not_found');
  const { tenantId } = actor;
  const now = means.clock.now();
  const [stored] = await tx.$queryRaw<Stored[]>`
    select id, fingerprint, settings from connections
    where tenant_id = ${tenantId}::uuid and system = ${system} and removed_at is null for update`;
  const told = given(known.settings, settings);
  const parts = given(known.secret, secret);
  const isNew = Object.keys(parts).length > 0;
  const isElsewhere = stored !== undefined && leadsElsewhere(known.settings, stored, told);
  const problems = {
    ...problemsOf(known.settings, told),
    // Nothing typed at all keeps what is stored; half a secret would mix two. Another address needs the
    // secret again, or goes without where it is optional: whoever changed it could otherwise have it shown to themselves.
    ...(isNew || !stored?.fingerprint || isElsewhere ? problemsOf(known.secret, parts) : {}),
  };
  if (Object.keys(problems).length > 0) return refuse('invalid_input', {}, { fields: problems });
  const id = stored?.id ?? means.newId();
  const sealed = isNew ? await sealParts(tx, 'connections', tenantId, id, parts) : null;
  const fingerprint = isNew ? await fingerprintOf(tx, tenantId, parts) : null;
  const by = actorUserId(actor);
  if (stored) {
    await tx.$executeRaw`
      update connections set settings = ${JSON.stringify(told)}::jsonb, saved_at = ${now}, saved_by = ${by}::uuid,
        status = 'unchecked', results = '[]', checked_at = null
      where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;
    if (isNew || isElsewhere) {
      await tx.$executeRaw`
        update connections set sealed = ${sealed}, fingerprint = ${fingerprint}
        where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;
    }
  } else {
    await tx.$executeRaw`
      insert into connections (tenant_id, id, system, settings, sealed, fingerprint, saved_at, saved_by)
      values (${tenantId}::uuid, ${id}::uuid, ${system}, ${JSON.stringify(told)}::jsonb, ${sealed}, ${fingerprint},
        ${now}, ${by}::uuid)`;
  }
  await record(tx, tenantId, 'connection.saved', id, { system, secret: isNew });
  return ok({ system });
}

/**
 * Has the worker look whether the connection works. Refuses `forbidden`, and `not_found` where the system is not
 * connected. Records audit `connection.check_requested`.
 */
export async function checkConnection(
  tx: TenantTx,
  actor: Actor,
  { system }: ConnectionRef,
  means: Means = systemMeans,
): Promise<Outcome<ConnectionRef>> {
  const allowed = authorise(actor, 'connection.manage');
  if (!allowed.ok) return allowed;
  if (!Object.hasOwn(probes, system)) return refuse('not_found');
  const [asked] = await tx.$queryRaw<{ id: string }[]>`
    update connections set status = 'checking', results = '[]', check_asked_at = ${means.clock.now()}
    where tenant_id = ${actor.tenantId}::uuid and system = ${system} and removed_at is null
    returning id`;
  if (!asked) return refuse('not_found');
  const args = { tenantId: actor.tenantId, connectionId: asked.id };
  await enqueue(tx, { workflow: 'check-connection', id: `connection:${asked.id}:${means.newId()}`, args });
  await record(tx, actor.tenantId, 'connection.check_requested', asked.id, { system });
  return ok({ system });
}

/**
 * Disconnects a system and destroys its secret. Refuses `forbidden` and `not_found`. Records audit
 * `connection.removed`.
 */
export async function removeConnection(
  tx: TenantTx,
  actor: Actor,
  { system }: ConnectionRef,
  means: Means = systemMeans,
): Promise<Outcome<ConnectionRef>> {
  const allowed = authorise(actor, 'connection.manage');
  if (!allowed.ok) return allowed;
  const [removed] = await tx.$queryRaw<{ id: string }[]>`
    update connections set sealed = null, removed_at = ${means.clock.now()}
    where tenant_id = ${actor.tenantId}::uuid and system = ${system} and removed_at is null
    returning id`;
  if (!removed) return refuse('not_found');
  await record(tx, actor.tenantId, 'connection.removed', removed.id, { system });
  return ok({ system });
}

/** Every system that the actor's tenant can connect, with how its connection stands. Refuses `forbidden`. Records nothing. */
export async function listConnections(tx: TenantTx, actor: Actor): Promise<Outcome<readonly ConnectionRow[]>> {
  const allowed = authorise(actor, 'connection.manage');
  if (!allowed.ok) return allowed;
  const rows = await tx.$queryRaw<(NonNullable<ConnectionRow['connection']> & { system: string })[]>`
    select system, settings, fingerprint, saved_at as "savedAt", status, results, checked_at as "checkedAt",
      last_used_at as "lastUsedAt"
    from connections where tenant_id = ${actor.tenantId}::uuid and removed_at is null`;
  const connected = new Map(rows.map(({ system, ...connection }) => [system, connection]));
  return ok(
    Object.entries(connectedSystems).map(([system, known]) => ({
      system,
      name: known.name,
      parts: known,
      api: known.apis,
      perCustomer: known.perCustomer === true,
      ends: firstEnd(known),
      connection: connected.get(system) ?? null,
    })),
  );
}

type Stored = Readonly<{ id: string; fingerprint: string | null; settings: Readonly<Record<string, string>> }>;

const leadsElsewhere = (
  parts: readonly SystemPart[],
  { settings }: Stored,
  told: Readonly<Record<string, string>>,
): boolean => parts.some(({ id, leads }) => leads === true && settings[id] !== told[id]);

const knownSystem = (system: string): ConnectedSystem | undefined =>
  Object.hasOwn(connectedSystems, system) ? connectedSystems[system] : undefined;

/** What was typed into the parts that there are; nothing for those left empty. */
const given = (parts: readonly SystemPart[], typed: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    parts.flatMap(({ id }) => {
      const text = Object.hasOwn(typed, id) ? (typed[id] ?? '').trim() : '';
      return text === '' ? [] : [[id, text]];
    }),
  );

const lengthMax = 20_000;

function problemsOf(
  parts: readonly SystemPart[],
  told: Readonly<Record<string, string>>,
): Readonly<Record<string, readonly FieldRefusal[]>> {
  return Object.fromEntries(
    parts.flatMap(({ id, required, url }): [string, readonly FieldRefusal[]][] => {
      const text = told[id];
      if (text === undefined) return required ? [[id, [{ code: 'field.required', args: {} }]]] : [];
      if (text.length > lengthMax) return [[id, [{ code: 'field.too_long', args: { max: lengthMax } }]]];
      return url && !isWebAddress(text) ? [[id, [{ code: 'field.url_format', args: {} }]]] : [];
    }),
  );
}

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.password === '';
}

const record = (
  tx: TenantTx,
  tenantId: string,
  action: string,
  entityId: string,
  details: Readonly<Record<string, string | boolean>>,
): Promise<void> => recordAudit(tx, tenantId, { action, entityType: 'connection', entityId, details });
