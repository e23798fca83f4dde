import type { ErrorCode, FieldRefusal } from '@/lib/errors';
import type { FormValues } from './form';

/** A refusal as a page shows it: the texts are already in the reader's language. */
export type ShownRefusal = Readonly<{
  code: ErrorCode;
  title: string;
  cause: string;
  remedy: string;
  requestId: string;
  /** Whether doing the same again can help. */
  retry: boolean;
  /** Field → what is wrong there, as codes and as sentences in the same order. */
  fields: Readonly<Record<string, readonly FieldRefusal[]>>;
  errors: Readonly<Record<string, readonly string[]>>;
  detail: Readonly<Record<string, unknown>>;
}>;

/**
 * What a form knows after a post; the state of `useActionState`, also without JavaScript. `values` is what the person
 * typed, to be put back as default values; secrets are never among them.
 */
export type FormState<T = null> =
  | Readonly<{ status: 'idle'; attempt: number; values: FormValues }>
  | Readonly<{ status: 'done'; attempt: number; values: FormValues; value: T }>
  | Readonly<{ status: 'refused'; attempt: number; values: FormValues; refusal: ShownRefusal }>;

/** The state before the first post. */
export const idleForm: Readonly<{ status: 'idle'; attempt: number; values: FormValues }> = {
  status: 'idle',
  attempt: 0,
  values: {},
};
