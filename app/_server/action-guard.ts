/** What the guard needs to know of a request; headers by lower-case name. */
export type GuardedRequest = Readonly<{
  method: string;
  header: (name: string) => string | null;
  /** The host that this request was sent to, after deciding whom to trust for it. */
  host: string;
  /** The most that this address takes; a page that takes files takes more than others. */
  bodyBytesMax?: number;
}>;

export type GuardRefusal = Readonly<{ status: 400 | 403 | 405 | 411 | 413 | 415; reason: string }>;

/** The most that a form may send; Next's own limit is the same, but answers with a server error. */
export const bodyBytesMax = 1024 * 1024;

/** The same for a page that takes files: one of ten megabytes, with the rest of the form. */
export const fileBodyBytesMax = 11 * 1024 * 1024;

/** The length of a server action's id: one byte of kind, then a hash. */
const actionId = /^[0-9a-f]{40,42}$/;

/**
 * Decides whether a request to a page may go on, from its head alone. Reading is allowed to everybody. Writing (a form
 * post or a server action) must come from our own pages: a browser proves that by `Sec-Fetch-Site` or `Origin`, and a
 * request that carries neither is refused, because Next itself would let it through. Everything that Next would answer
 * with a server error is refused here with the right status.
 */
export function guardHead(request: GuardedRequest): GuardRefusal | null {
  const { method, header } = request;
  if (method === 'GET' || method === 'HEAD') return null;
  if (method !== 'POST') return { status: 405, reason: 'method not allowed' };

  const site = header('sec-fetch-site');
  const origin = header('origin');
  if (site !== null && site !== 'same-origin') return { status: 403, reason: 'not from this site' };
  if (origin !== null && originHost(origin) !== request.host) return { status: 403, reason: 'not from this site' };
  if (site === null && origin === null) return { status: 403, reason: 'origin unknown' };

  const length = header('content-length');
  if (length === null) return { status: 411, reason: 'length required' };
  if (!/^\d{1,15}$/.test(length)) return { status: 400, reason: 'length unreadable' };
  if (Number(length) > (request.bodyBytesMax ?? bodyBytesMax)) return { status: 413, reason: 'too large' };
  if (Number(length) === 0) return { status: 400, reason: 'empty' };

  const action = header('next-action');
  if (action !== null && !actionId.test(action)) return { status: 400, reason: 'action unknown' };

  const type = header('content-type')?.toLowerCase() ?? '';
  if (/^multipart\/form-data;\s*boundary="?[\w'()+,./:=?-]{1,70}"?\s*$/.test(type)) return null;
  if (action !== null && /^text\/plain(;\s*charset=utf-8)?\s*$/.test(type)) return null;
  return { status: 415, reason: 'content type not accepted' };
}

/**
 * Reads the body once and refuses what the action decoder would choke on: a broken multipart, a body that is not the
 * JSON of an argument list, references to prototypes, action ids of another shape. Only files may make a body large.
 */
export async function guardBody(
  head: Readonly<{ contentType: string; isFetchAction: boolean }>,
  body: ArrayBuffer,
): Promise<GuardRefusal | null> {
  const broken = { status: 400, reason: 'form unreadable' } as const;
  if (body.byteLength > fileBodyBytesMax) return { status: 413, reason: 'too large' };
  if (!head.contentType.toLowerCase().startsWith('multipart/')) {
    if (body.byteLength > bodyBytesMax) return { status: 413, reason: 'too large' };
    return isArgumentList(new TextDecoder().decode(body), { has: (row) => row === 0 }) ? null : broken;
  }
  let form: FormData;
  try {
    form = await new Response(body, { headers: { 'content-type': head.contentType } }).formData();
  } catch {
    return broken;
  }
  if (textBytesOf(form) > bodyBytesMax) return { status: 413, reason: 'too large' };
  return (head.isFetchAction ? isFetchForm(form) : isPlainForm(form)) ? null : broken;
}

const textBytesOf = (form: FormData): number =>
  entries(form).reduce((sum, [name, value]) => sum + name.length + (typeof value === 'string' ? value.length : 0), 0);

/** The host of an `Origin` header; `null`, an unreadable text and other schemes have none. */
function originHost(origin: string): string | null {
  try {
    const url = new URL(origin);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.host : null;
  } catch {
    return null;
  }
}

/** A call from a page with JavaScript: part `0` is the argument list, further rows are numbered or carry form fields. */
function isFetchForm(form: FormData): boolean {
  const rows: Rows = { has: (row) => form.has(String(row)) };
  const root = form.get('0');
  if (typeof root !== 'string' || !isArgumentList(root, rows)) return false;
  return entries(form).every(([name, value]) => !/^\d+$/.test(name) || isRow(value, rows));
}

/** A form posted without JavaScript: it names its action in `$ACTION_…` fields; a form without one does nothing. */
function isPlainForm(form: FormData): boolean {
  const names = entries(form).map(([name]) => name);
  for (const name of names.filter((text) => text.startsWith('$ACTION_'))) {
    const direct = /^\$ACTION_ID_(.*)$/.exec(name)?.[1];
    if (direct !== undefined && !actionId.test(direct)) return false;
    const reference = /^\$ACTION_REF_(.*)$/.exec(name)?.[1];
    if (reference !== undefined && !isBoundAction(form, reference)) return false;
    if (direct === undefined && reference === undefined && !/^\$ACTION_(KEY$|[\w-]{1,40}:)/.test(name)) return false;
  }
  return true;
}

/** `$ACTION_REF_1` belongs to `$ACTION_1:0`, the JSON `{ id, bound }`, and the rows that it refers to. */
function isBoundAction(form: FormData, reference: string): boolean {
  if (!/^[\w-]{1,40}$/.test(reference)) return false;
  const prefix = `$ACTION_${reference}:`;
  const rows: Rows = { has: (row) => form.has(`${prefix}${row}`) };
  const head = parse(form.get(`${prefix}0`));
  if (!isRecord(head) || typeof head.id !== 'string' || !actionId.test(head.id)) return false;
  if (head.bound !== null && !(typeof head.bound === 'string' && /^\$@[0-9a-f]{1,4}$/.test(head.bound))) return false;
  return entries(form)
    .filter(([name]) => name.startsWith(prefix) && /:\d+$/.test(name))
    .every(([, value]) => isRow(value, rows));
}

/** Which rows a body has; a reference to one that it lacks would leave the decoder waiting for the rest. */
type Rows = Readonly<{ has: (row: number) => boolean }>;

function isArgumentList(text: string, rows: Rows): boolean {
  const value = parse(text);
  return Array.isArray(value) && hasSafeReferences(value, rows);
}

const isRow = (value: FormDataEntryValue, rows: Rows): boolean => {
  if (typeof value !== 'string') return true;
  const parsed = parse(value);
  return parsed !== undefined && hasSafeReferences(parsed, rows);
};

/**
 * References between rows are `$`, an optional letter, a hexadecimal number, and, where an object occurs twice, a path
 * into the row. A path or a key that names a prototype or a promise's `then` is how hostile bodies reach the runtime.
 */
function hasSafeReferences(value: unknown, rows: Rows): boolean {
  if (typeof value === 'string')
    return !value.startsWith('$') || value.startsWith('$$') || isSafeReference(value, rows);
  if (Array.isArray(value)) return value.every((inner) => hasSafeReferences(inner, rows));
  if (!isRecord(value)) return true;
  return Object.entries(value).every(([key, inner]) => !reserved.has(key) && hasSafeReferences(inner, rows));
}

/** Of all that the protocol knows, our forms send rows, promises of rows, form data, dates, and values JSON lacks. */
function isSafeReference(text: string, rows: Rows): boolean {
  if (/^\$(D[\dT:.Z+-]{1,40}|n-?\d{1,40}|undefined|NaN|-?Infinity|-0)$/.test(text)) return true;
  const [head = '', ...path] = text.split(':');
  const [, kind, row] = /^\$([@K]?)([0-9a-f]{1,4})$/.exec(head) ?? [];
  if (row === undefined || !path.every((step) => step !== '' && !reserved.has(step))) return false;
  return kind === 'K' || rows.has(Number.parseInt(row, 16));
}

const reserved = new Set(['__proto__', 'constructor', 'prototype', 'then']);

function parse(text: FormDataEntryValue | null): unknown {
  if (typeof text !== 'string' || text.length === 0) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const entries = (form: FormData): [string, FormDataEntryValue][] => [...form.entries()];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
