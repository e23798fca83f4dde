import type { ErrorCode } from './catalogue';

/** Values that a message may show: never a secret, never another tenant's data. */
export type RefusalArgs = Readonly<Record<string, string | number | boolean>>;

/** An expected refusal: a code from the catalogue, the values its message needs, and where on the page it belongs. */
export type Refusal = Readonly<{
  code: ErrorCode;
  args: RefusalArgs;
  /** Field id → refusals of that field, for forms. */
  fields?: Readonly<Record<string, readonly FieldRefusal[]>>;
  /** Anything a caller needs to go on, such as the step to go to; plain data. */
  detail?: Readonly<Record<string, unknown>>;
}>;

/** What is wrong with one field: a code of `field.*` with arguments, never a sentence. */
export type FieldRefusal = Readonly<{ code: string; args: RefusalArgs }>;

/** The answer of every use case: a value, or an expected refusal. Unexpected errors are thrown. */
export type Outcome<T> = Readonly<{ ok: true; value: T }> | Readonly<{ ok: false; refusal: Refusal }>;

/** Wraps a value as a successful outcome. */
export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });

/** Makes a refusal. `args` fill the message, `extra` carries field errors and details. */
export const refuse = (
  code: ErrorCode,
  args: RefusalArgs = {},
  extra: Pick<Refusal, 'fields' | 'detail'> = {},
): Readonly<{ ok: false; refusal: Refusal }> => ({ ok: false, refusal: { code, args, ...extra } });
