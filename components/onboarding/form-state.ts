import type { ErrorCode, FieldRefusal } from '@/lib/errors';

/** A refusal in the reader's words, as every form gets it back. */
export type ShownProblem = Readonly<{
  code: ErrorCode;
  title: string;
  cause: string;
  remedy: string;
  requestId: string;
  /** Whether doing the same again can help. */
  retry: boolean;
  fields: Readonly<Record<string, readonly FieldRefusal[]>>;
  /** Field → sentences. */
  errors: Readonly<Record<string, readonly string[]>>;
  detail: Readonly<Record<string, unknown>>;
}>;
export type PostedValues = Readonly<Record<string, string | readonly string[]>>;

/** What a form knows after a post: nothing yet, done, or refused with what was typed. */
export type FormState<T> =
  | Readonly<{ status: 'idle'; attempt: number; values: PostedValues }>
  | Readonly<{ status: 'done'; attempt: number; values: PostedValues; value: T }>
  | Readonly<{ status: 'refused'; attempt: number; values: PostedValues; refusal: ShownProblem }>;

/** A server action as a form takes it; works with and without a script. */
export type FormAction<T> = (previous: FormState<T>, form: FormData) => Promise<FormState<T>>;

/** The state before the first post. */
export const untouched: Readonly<{ status: 'idle'; attempt: number; values: PostedValues }> = {
  status: 'idle',
  attempt: 0,
  values: {},
};
