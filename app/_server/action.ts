import { redirect } from 'next/navigation';
import { createSafeActionClient } from 'next-safe-action';
import { z } from 'zod';
import { KeyServiceError } from '@/lib/crypto';
import { ok, refuse, type ErrorCode, type FieldRefusal, type Outcome, type Refusal } from '@/lib/errors';
import { systemClock } from '@/lib/platform/clock';
import { faultPoint } from '@/lib/platform/faults';
import { requestLog } from '@/lib/platform/logging';
import { consume, type LimitName } from '@/lib/platform/rate-limit';
import type { MemberActor } from '@/lib/tenancy';
import { filesOf, formValues, withoutSecrets, type FormValues, type PostedFile } from './form';
import type { FormState } from './form-state';
import { findActor, type Wanted } from './page-actor';
import { pageRequest, type PageRequest } from './request';
import { isDocument, rememberUnsaved } from './response-status';
import { showRefusal } from './show-refusal';

/** What a handler is given: who acts, what they sent (parsed), the request, and the time. */
export type ActionContext<Input, Who> = Readonly<{
  actor: Who;
  input: Input;
  /** The files that came with the form, which no schema has looked at. */
  files: readonly PostedFile[];
  request: PageRequest;
  now: Date;
}>;

export type ActionOptions<Input, Who, T> = Readonly<{
  /** The name in logs: a verb, such as `saveStep`. */
  name: string;
  /** Parses the posted fields. A message of the form `field.<code>` becomes that problem of the field. */
  input: z.ZodType<Input>;
  /** Calls one use case in its transaction (`withTenant`) or statement. Refusals are values; anything thrown is ours. */
  run: (context: ActionContext<Input, Who>) => Promise<Outcome<T>>;
  /** Where to go after success; without it the page shows itself again with `status: 'done'`. */
  redirectTo?: (value: T, context: ActionContext<Input, Who>) => string;
  /** Fields whose text never goes back into the page; a function where the fields are known only from the post. */
  secretNames?: readonly string[] | ((values: FormValues) => Promise<readonly string[]> | readonly string[]);
  /**
   * For a post whose session has run out: may keep what was sent, and answers where to go instead of the refusal, or
   * null.
   */
  withoutSession?: (input: Input, request: PageRequest) => Promise<string | null>;
  /** A limit to count against, by person or, without one, by network address. */
  limit?: LimitName;
}>;

type WithPlace<Input> = Readonly<{
  /** Which flow or tenant the person must see; by default the input's own `flowId` or `tenantId`. */
  place?: (input: Input) => Pick<Wanted, 'flowId' | 'tenantId'>;
}>;

/** A server action for `useActionState`: the state before, the form, the state after. Works without JavaScript. */
export type FormAction<T> = (previous: FormState<T>, form: FormData) => Promise<FormState<T>>;

/**
 * The server action of a customer's page: session → membership that sees the flow → limit → input → use case → what the
 * page shows. Refuses `unauthenticated`, `not_found`, `rate_limited`, `invalid_input` and whatever the use case refuses,
 * all as values; an unexpected error is logged once and shown as `internal` with the request's id.
 */
export const customerAction = <Input, T>(
  options: ActionOptions<Input, MemberActor, T> & WithPlace<Input>,
): FormAction<T> => formAction(options, (input) => actorAt(options.place, input, ['customer']));

/** The same for pages of partners and the platform. */
export const staffAction = <Input, T>(
  options: ActionOptions<Input, MemberActor, T> & WithPlace<Input>,
): FormAction<T> => formAction(options, (input) => actorAt(options.place, input, ['partner', 'platform']));

/** The same for pages that anybody who is signed in may use, such as their own settings. */
export const memberAction = <Input, T>(
  options: ActionOptions<Input, MemberActor, T> & WithPlace<Input>,
): FormAction<T> => formAction(options, (input) => actorAt(options.place, input, undefined));

/** The same where nobody is signed in yet: sign-in, invitations. A limit is not optional here. */
export const publicAction = <Input, T>(
  options: ActionOptions<Input, null, T> & Required<Pick<ActionOptions<Input, null, T>, 'limit'>>,
): FormAction<T> => formAction(options, async () => ok(null));

/**
 * A form whose only answer is another page (`<form action={…}>` without state), open to everybody: switches of language,
 * scheme and the like. A refusal goes to the help page of its code.
 */
export function plainAction<Input>(
  options: Readonly<{
    name: string;
    input: z.ZodType<Input>;
    limit?: LimitName;
    run: (context: ActionContext<Input, null>) => Promise<Outcome<string>>;
  }>,
): (form: FormData) => Promise<void> {
  const invoke = invoker<Input, null, string>(options, async () => ok(null));
  return async (form) => {
    const { outcome, request } = await invoke(formValues(form));
    redirect(outcome.ok ? outcome.value : `/${request.locale}/help/errors/${outcome.refusal.code}`);
  };
}

type Find<Input, Who> = (input: Input) => Promise<Outcome<Who>>;

function formAction<Input, Who extends MemberActor | null, T>(
  options: ActionOptions<Input, Who, T>,
  find: Find<Input, Who>,
): FormAction<T> {
  const invoke = invoker(options, find);
  return async (previous, form) => {
    const posted = formValues(form);
    const attempt = (Number(previous?.attempt) || 0) + 1;
    const { outcome, request, target } = await invoke(posted);
    if (target !== undefined) redirect(target);
    const values = withoutSecrets(posted, await secretsOf(options.secretNames, posted));
    if (!outcome.ok && outcome.refusal.code === 'internal') rememberUnsaved(values);
    return outcome.ok
      ? { status: 'done', attempt, values, value: outcome.value }
      : { status: 'refused', attempt, values, refusal: await showRefusal(outcome.refusal, request) };
  };
}

/** Runs an action's parts in order. Never throws but for redirects and "not found", which the framework handles. */
function invoker<Input, Who extends MemberActor | null, T>(
  options: ActionOptions<Input, Who, T>,
  find: Find<Input, Who>,
) {
  const perform = client
    .metadata({ name: options.name })
    .inputSchema(options.input)
    .action(async ({ parsedInput, clientInput, ctx }) => {
      const input = parsedInput as Input;
      const found = await find(input);
      if (!found.ok) {
        const isOut = found.refusal.code === 'unauthenticated';
        const kept = isOut ? await options.withoutSession?.(input, ctx.request) : null;
        return { outcome: found, target: kept ?? placeInstead(found.refusal.code, ctx.request) };
      }
      const actor = found.value;
      if (options.limit) {
        const allowed = await consume(options.limit, actor ? actor.userId : ctx.request.address);
        if (!allowed.ok) return { outcome: allowed };
      }
      const files = filesOf(clientInput);
      const context = { actor, input, files, request: ctx.request, now: systemClock.now() };
      const outcome = await options.run(context);
      faultPoint(`${options.name}:beforeAnswer`);
      return { outcome, target: outcome.ok ? options.redirectTo?.(outcome.value, context) : undefined };
    });
  return async (
    values: FormValues,
  ): Promise<{ outcome: Outcome<T>; request: PageRequest; target?: string | undefined }> => {
    const request = await pageRequest();
    const result = await perform(values as never);
    if (result.validationErrors) return { outcome: invalid(result.validationErrors), request };
    if (result.data) return { ...(result.data as { outcome: Outcome<T>; target?: string }), request };
    const isUnsealed = result.serverError === 'sealing_unavailable';
    return { outcome: refuse(isUnsealed ? 'sealing_unavailable' : 'internal'), request };
  };
}

/**
 * Where somebody without a script goes when their page cannot be made again, because they may not see it: a redirect of
 * the page itself would have the browser send the form once more, to a place that knows nothing of it. With a script the
 * page stays as it is, with what was typed.
 */
function placeInstead(code: ErrorCode, { locale, path }: PageRequest): string | undefined {
  if (!isDocument()) return undefined;
  if (code === 'unauthenticated') return `/${locale}/sign-in?next=${encodeURIComponent(path)}`;
  return code === 'access_ended' ? `/${locale}/access-ended` : undefined;
}

/** The client of next-safe-action that every action goes through: the request for all, and errors logged once. */
const client = createSafeActionClient({
  defineMetadataSchema: () => z.object({ name: z.string() }),
  defaultValidationErrorsShape: 'flattened',
  async handleServerError(err, { metadata }) {
    const { requestId } = await pageRequest();
    requestLog(requestId, { door: 'action' }).error({ err, action: metadata.name }, 'an action failed unexpectedly');
    return err instanceof KeyServiceError ? 'sealing_unavailable' : 'internal';
  },
}).use(async ({ next }) => next({ ctx: { request: await pageRequest() } }));

function actorAt<Input>(
  place: WithPlace<Input>['place'],
  input: Input,
  kinds: Wanted['kinds'],
): Promise<Outcome<MemberActor>> {
  return findActor({ ...(place ? place(input) : ownPlace(input)), ...(kinds ? { kinds } : {}) });
}

function ownPlace(input: unknown): Pick<Wanted, 'flowId' | 'tenantId'> {
  const { flowId, tenantId } = Object(input) as { flowId?: unknown; tenantId?: unknown };
  return {
    ...(typeof flowId === 'string' ? { flowId } : {}),
    ...(typeof tenantId === 'string' ? { tenantId } : {}),
  };
}

/** The schema's complaints as an expected refusal; a message that is no code of ours becomes the general one. */
function invalid(problems: unknown): { ok: false; refusal: Refusal } {
  const { fieldErrors = {} } = Object(problems) as { fieldErrors?: Record<string, readonly string[]> };
  const fields = Object.fromEntries(
    Object.entries(fieldErrors).map(([name, messages]): [string, FieldRefusal[]] => [
      name,
      messages.map((message) => ({
        code: /^(field|check)\.[\w.]+$/.test(message) ? message : 'field.invalid',
        args: {},
      })),
    ]),
  );
  return refuse('invalid_input', {}, { fields });
}

async function secretsOf(
  names: ActionOptions<unknown, null, unknown>['secretNames'],
  values: FormValues,
): Promise<readonly string[]> {
  if (typeof names !== 'function') return names ?? [];
  try {
    return await names(values);
  } catch {
    // Not knowing which fields are secret means that none may go back.
    return Object.keys(values);
  }
}
