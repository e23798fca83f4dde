const removed = '[removed]';

/** Keys whose values never belong in a log, whatever they hold; compared without case, `_` and `-`. */
const secretKeys =
  /(password|passphrase|secret|token|apikey|privatekey|rootkeys?|contextkeys?|authorization|cookie|ciphertext|sealed|answers?|credential|otp|signincode)/;

/** Values that are secret by their form, wherever they stand: keys, tokens, connection strings with a password. */
const secretShapes: readonly [RegExp, string][] = [
  [/\bptk_(live|test)_[A-Za-z0-9]+/g, 'ptk_[removed]'],
  [/\b[A-Za-z0-9_]{3,50}_api_[A-Za-z0-9]{16}\b/g, '[key removed]'],
  [/\bwhsec_[A-Za-z0-9+/=_-]+/g, 'whsec_[removed]'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [removed]'],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi, '$1[removed]@'],
  [/(\/(?:i|sign-in\/link)\/)[A-Za-z0-9_-]{16,}/g, '$1[removed]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g, '[private key removed]'],
];

/** A text with every known form of secret taken out. */
export const redactText = (text: string): string =>
  secretShapes.reduce((rest, [shape, instead]) => rest.replace(shape, instead), text);

/**
 * A copy of anything that is about to be logged, without secrets: by the name of the key, by the form of the text, and
 * for sealed values and bytes by what they are. Depth, length and breadth are bounded, cycles are cut.
 */
export function redact(value: unknown, depth = 0, seen: ReadonlySet<object> = new Set()): unknown {
  if (typeof value === 'string') return redactText(value.length > 4000 ? `${value.slice(0, 4000)}…` : value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value;
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return '[bytes]';
  if (/sealed|secret/i.test(value.constructor?.name ?? '')) return '[sealed]';
  if (seen.has(value) || depth > 6) return '[…]';
  const path = new Set(seen).add(value);
  if (value instanceof Error) return redactError(value, depth, path);
  if (Array.isArray(value)) return value.slice(0, 50).map((entry) => redact(entry, depth + 1, path));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 100)
      .map(([key, inner]) => [key, isSecretKey(key) ? removed : redact(inner, depth + 1, path)]),
  );
}

const isSecretKey = (key: string): boolean => secretKeys.test(key.toLowerCase().replaceAll(/[_-]/g, ''));

function redactError(error: Error, depth: number, seen: ReadonlySet<object>): Record<string, unknown> {
  const { code, digest, cause } = error as Error & { code?: unknown; digest?: unknown };
  return {
    type: error.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...(code === undefined ? {} : { code: redact(code) }),
    ...(digest === undefined ? {} : { digest: redact(digest) }),
    ...(cause === undefined ? {} : { cause: redact(cause, depth + 1, seen) }),
  };
}
