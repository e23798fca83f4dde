import { setTimeout as pause } from 'node:timers/promises';
import type { OutsideFailure, OutsideResponse, safeFetch } from '@/lib/platform/http';

/**
 * A service that encrypts with a key which never leaves it. `binding` is authenticated along and must be given again.
 * `decrypt` takes the name of the key that had encrypted, which need not be the one of today; it throws `SealBroken` when
 * the service says that the text was not encrypted so, and `KeyServiceError` for everything else.
 */
export type KeyService = Readonly<{
  kind: 'gcp-kms' | 'aws-kms' | 'vault';
  keyName: string;
  encrypt: (plaintext: Buffer, binding: string) => Promise<string>;
  decrypt: (keyName: string, ciphertext: string, binding: string) => Promise<Buffer>;
}>;

export type KeyServiceProblem =
  | OutsideFailure
  | 'credential_refused'
  | 'credential_unusable'
  | 'permission_denied'
  | 'key_missing'
  | 'unavailable'
  | 'refused'
  | 'answer_unreadable'
  | 'not_configured';

/**
 * The key service could not do it, so what was to be sealed is not stored and what was to be opened stays closed: there is
 * no way round it. Names the service, the problem and the permission that is missing; never a value, never its words.
 */
export class KeyServiceError extends Error {
  override name = 'KeyServiceError';
  readonly service: string;
  readonly problem: KeyServiceProblem;
  readonly permission: string | undefined;

  constructor(service: string, problem: KeyServiceProblem, options: { cause?: unknown; permission?: string } = {}) {
    const missing = options.permission === undefined ? '' : ` (${options.permission})`;
    super(`The key service ${service} could not be used: ${problem}${missing}`, { cause: options.cause });
    this.service = service;
    this.problem = problem;
    this.permission = options.permission;
  }
}

export type KeyServiceMeans = Readonly<{
  fetch: typeof safeFetch;
  now: () => Date;
  pauseMs?: number;
  timeoutMs?: number;
}>;

const triesMax = 3;
const patienceMs = 5000;

/**
 * Asks a key service, three times at most where it cannot answer just now: encrypting and decrypting change nothing there.
 * Answers the response whatever its status is, but for those that mean "not now".
 */
export async function askKeyService(
  service: string,
  { fetch, pauseMs = 150, timeoutMs = patienceMs }: KeyServiceMeans,
  prepare: () => Promise<Readonly<{ url: string; headers: Readonly<Record<string, string>>; body: string }>>,
): Promise<OutsideResponse> {
  for (let attempt = 1; ; attempt += 1) {
    const { url, headers, body } = await prepare();
    const answer = await fetch(url, { method: 'POST', headers, body, timeoutMs });
    if (answer.ok && answer.response.status < 500 && answer.response.status !== 429) return answer.response;
    if (attempt >= triesMax) {
      const problem = answer.ok ? 'unavailable' : answer.failure;
      throw new KeyServiceError(service, problem, {
        cause: answer.ok ? { status: answer.response.status } : answer.failure,
      });
    }
    await pause(pauseMs * attempt);
  }
}

/** A body as an object; empty for anything else. */
export function objectOf({ text }: OutsideResponse): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(text());
    return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** A text of a body; throws `answer_unreadable`. */
export function textOf(service: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new KeyServiceError(service, 'answer_unreadable');
  return value;
}
