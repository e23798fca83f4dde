import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

/** How a delivery proves who it is from: Standard Webhooks, or a bare HMAC-SHA256 of the body in a header. */
export const profiles = ['standard', 'hmac-header'] as const;
export type Profile = (typeof profiles)[number];

/** Why a delivery was not taken, for the one whose hook it is; the sender is told nothing. */
export const refusalReasons = [
  'no_signature',
  'malformed_signature',
  'wrong_signature',
  'too_old',
  'too_new',
  'unreadable',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export type Lock = Readonly<{
  profile: Profile;
  /** The header that holds the signature; with `standard` always `webhook-signature`. */
  header: string;
  /** The secret in force, then the one before it while that still counts. */
  secrets: readonly string[];
  skewSeconds: number;
}>;
export type Delivery = Readonly<{ body: Uint8Array; header: (name: string) => string | null }>;

/** A genuine delivery: its durable id, and its body as text. */
export type Genuine = Readonly<{ ok: true; deliveryId: string; text: string }>;
export type Refused = Readonly<{ ok: false; reason: RefusalReason }>;

const refused = (reason: RefusalReason): Refused => ({ ok: false, reason });

/**
 * Looks whether a delivery is genuine, in a time that does not depend on where a wrong signature differs. `standard`:
 * signed id, time and body, at most `skewSeconds` old or early; the signed id is the durable one. `hmac-header`: the
 * raw body is signed and nothing else, so that its hash is the durable id, whatever other headers claim.
 */
export function checkDelivery(delivery: Delivery, lock: Lock, now: Date): Genuine | Refused {
  return lock.profile === 'standard' ? checkStandard(delivery, lock, now) : checkHmac(delivery, lock);
}

// A full stop would let a part of the id pass for the time: the three are signed with full stops between them.
const idPattern = /^[\w:-]{1,200}$/;
const timePattern = /^[1-9]\d{9}$/;
const signaturesPattern = /^[\w]{1,10},[\w+/=-]{1,200}( [\w]{1,10},[\w+/=-]{1,200}){0,9}$/;

function checkStandard({ body, header }: Delivery, { secrets, skewSeconds }: Lock, now: Date): Genuine | Refused {
  const [id, time, signatures] = [header('webhook-id'), header('webhook-timestamp'), header('webhook-signature')];
  if (id === null || time === null || signatures === null) return refused('no_signature');
  if (!idPattern.test(id) || !timePattern.test(time) || !signaturesPattern.test(signatures)) {
    return refused('malformed_signature');
  }
  // The library signs text: bytes that are none would all look the same to it.
  const text = asText(body);
  if (text === null) return refused('malformed_signature');
  const headers = { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures };
  const isOurs = secrets.map((secret) => isSigned(secret, text, headers)).includes(true);
  if (!isOurs) return refused(ageProblem(time, skewSeconds, now) ?? 'wrong_signature');
  const problem = ageProblem(time, skewSeconds, now);
  return problem ? refused(problem) : { ok: true, deliveryId: id, text };
}

function ageProblem(time: string, skewSeconds: number, now: Date): RefusalReason | null {
  const age = Math.floor(now.getTime() / 1000) - Number(time);
  return age > skewSeconds ? 'too_old' : age < -skewSeconds ? 'too_new' : null;
}

function isSigned(secret: string, text: string, headers: Readonly<Record<string, string>>): boolean {
  try {
    new Webhook(secret).verify(text, { ...headers }, { jsonParse: false });
    return true;
  } catch (problem) {
    if (problem instanceof WebhookVerificationError) return false;
    throw problem;
  }
}

const hexPattern = /^(?:sha256=)?([0-9a-f]{64})$/i;
const base64Pattern = /^(?:sha256=)?([A-Za-z0-9+/]{43}=)$/;

function checkHmac({ body, header }: Delivery, lock: Lock): Genuine | Refused {
  const given = header(lock.header);
  if (given === null) return refused('no_signature');
  const hex = hexPattern.exec(given)?.[1];
  const base64 = base64Pattern.exec(given)?.[1];
  const signature = hex ? Buffer.from(hex, 'hex') : base64 ? Buffer.from(base64, 'base64') : null;
  if (signature?.length !== 32) return refused('malformed_signature');
  const isOurs = lock.secrets.map((secret) => timingSafeEqual(hmac(secret, body), signature)).includes(true);
  if (!isOurs) return refused('wrong_signature');
  const text = asText(body);
  if (text === null) return refused('unreadable');
  return { ok: true, deliveryId: `sha256:${createHash('sha256').update(body).digest('hex')}`, text };
}

/** The headers with which a delivery proves itself, as the other system would write them. */
export function signatureHeaders(
  { profile, header }: Pick<Lock, 'profile' | 'header'>,
  secret: string,
  delivery: Readonly<{ id: string; at: Date; body: string }>,
): Readonly<Record<string, string>> {
  if (profile === 'hmac-header') return { [header]: hmac(secret, Buffer.from(delivery.body)).toString('hex') };
  return {
    'webhook-id': delivery.id,
    'webhook-timestamp': String(Math.floor(delivery.at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(delivery.id, delivery.at, delivery.body),
  };
}

const hmac = (secret: string, body: Uint8Array): Buffer => createHmac('sha256', secret).update(body).digest();

function asText(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}
