/** What is kept of a body: what kind of thing happened and the id of what it is about, or less. */
export type BodyFacts = Readonly<{ kind: string; about: string | null; isTest: boolean }>;

/** The kind by which our own signed test is known; it stands in the body, which is signed. */
export const testKind = 'portico.test';

const usual = /^[\w.:/-]{1,100}$/;

/**
 * Reads a genuine body. Null when it is no JSON object: then nobody can say what it is. Only texts that look like ids
 * and kinds are kept, so that a subject or a name never is.
 */
export function readBody(text: string): BodyFacts | null {
  const body = parse(text);
  if (body === null) return null;
  const kind = firstOf(body, ['type', 'event', 'event_type', 'operation', 'trigger']) ?? 'delivery';
  const inner = ['data', 'request', 'ticket', 'object', 'resource'].flatMap((name) => {
    const found = objectOf(own(body, name));
    return found ? [found] : [];
  });
  const about =
    firstOf(body, ['ticket_id', 'request_id', 'resource_id']) ??
    inner.map((part) => firstOf(part, ['id', 'ticket_id', 'request_id'])).find((id) => id !== null) ??
    firstOf(body, ['id']);
  return { kind, about, isTest: kind === testKind };
}

type Json = Readonly<Record<string, unknown>>;

function parse(text: string): Json | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}

const objectOf = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

const own = (body: Json, name: string): unknown => (Object.hasOwn(body, name) ? body[name] : undefined);

function firstOf(body: Json, names: readonly string[]): string | null {
  for (const name of names) {
    const value = own(body, name);
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && usual.test(text)) return text;
  }
  return null;
}
