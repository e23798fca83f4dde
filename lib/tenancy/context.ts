import { createHmac } from 'node:crypto';
import { rootKeys } from '@/lib/platform/keys';
import { actorUserId, contextRole, isDelegate, type Actor } from './actor';

/** How long a context holds: longer than any transaction of ours may take, shorter than anyone needs to misuse one. */
const validSeconds = 60;

/** The parts of a context and the key that signs it. */
export type ContextParts = Readonly<{ tenantId: string; userId: string | null; role: string; flowId: string | null }>;

/**
 * Signs `v1.kid.tenant.user.role.flow.expiry` with HMAC-SHA-256, as `app.context()` in the database checks it. Empty
 * parts are `-`. Throws for parts with characters that could move a border between parts.
 */
export function signParts(parts: ContextParts, key: Readonly<{ kid: number; key: Buffer }>, expiresAt: number): string {
  const fields = [
    'v1',
    String(key.kid),
    parts.tenantId,
    parts.userId ?? '-',
    parts.role,
    parts.flowId ?? '-',
    String(expiresAt),
  ];
  if (!fields.every((field) => /^[a-z0-9_-]+$/.test(field))) throw new Error('A tenant context has a malformed part');
  const text = fields.join('.');
  return `${text}.${createHmac('sha256', key.key).update(text).digest('hex')}`;
}

/** The signed context of an actor, good for one minute from now. */
export const signContext = (actor: Actor): string =>
  signParts(
    { tenantId: actor.tenantId, userId: actorUserId(actor), role: contextRole(actor), flowId: flowOf(actor) },
    rootKeys().contextKey,
    Math.floor(Date.now() / 1000) + validSeconds,
  );

/**
 * The signed context in which the server reads one whole flow for somebody who sees a part of it: no person's, writes
 * nothing, good for that flow. What is read with it stays on the server but for the part that is theirs.
 */
export const signFlowContext = (actor: Actor, flowId: string): string =>
  signParts(
    { tenantId: actor.tenantId, userId: null, role: 'flow_reader', flowId },
    rootKeys().contextKey,
    Math.floor(Date.now() / 1000) + validSeconds,
  );

/** The flow in a context only ever narrows a delegate; others see by their role. */
const flowOf = (actor: Actor): string | null =>
  isDelegate(actor) && 'flowId' in actor ? (actor.flowId ?? null) : null;
