'use server';

import { z } from 'zod';
import { publicAction } from '@/app/_server/action';
import { partnerOfHost } from '@/app/_server/request';
import { readSessionToken, setSessionToken } from '@/app/_server/session-cookie';
import {
  addPasskey,
  askForNewPasskey,
  askForPasskey,
  beginSso,
  endOtherSessions,
  findProviders,
  passRecovery,
  passTotp,
  removePasskey,
  removePassword,
  removeTotp,
  renamePasskey,
  renewRecoveryCodes,
  safeReturnPath,
  setPassword,
  signInWithPassword,
  signInWithPasskey,
} from '@/lib/auth';
import { ok, refuse } from '@/lib/errors';
import { enter } from './after-sign-in';
import { dropErrand, keepErrand, readErrand } from './browser-cookie';

const next = z.string().max(1000).optional();
const secret = z.string().max(600).default('');
const token = async (): Promise<string> => (await readSessionToken()) ?? '';

/** Signs in with a password. */
export const enterPassword = publicAction({
  name: 'enterPassword',
  limit: 'action',
  input: z.object({ email: z.string().max(320).default(''), password: secret, next }),
  secretNames: ['password'],
  run: async ({ input, request }) => {
    const signedIn = await signInWithPassword({
      email: input.email,
      password: input.password,
      ip: request.address,
      returnPath: input.next ?? null,
      oldToken: await readSessionToken(),
    });
    return signedIn.ok ? ok(await enter(signedIn.value, signedIn.value.returnPath)) : signedIn;
  },
  redirectTo: (path) => path,
});

/** Begins a sign-in at the provider of an address's domain; several providers are shown to choose from. */
export const startSso = publicAction({
  name: 'startSso',
  limit: 'action',
  input: z.object({ email: z.string().max(320).default(''), tenantId: z.string().max(60).optional(), next }),
  run: async ({ input, request }) => {
    const found = await findProviders({
      email: input.email,
      partnerSlug: partnerOfHost(request.host),
      ip: request.address,
    });
    if (!found.ok) return found;
    const chosen =
      found.value.length === 1 ? found.value[0] : found.value.find((one) => one.tenantId === input.tenantId);
    if (!chosen) return ok({ choices: found.value });
    const begun = await beginSso({
      tenantId: chosen.tenantId,
      email: input.email,
      returnPath: input.next ?? null,
      locale: request.locale,
      ip: request.address,
    });
    if (!begun.ok) return begun;
    await keepErrand('sso', begun.value.browserToken);
    return ok({ choices: [] });
  },
  redirectTo: ({ choices }, { request, input }) =>
    choices.length === 0
      ? `/${request.locale}/sign-in/sso/go`
      : `/${request.locale}/sign-in/sso?email=${encodeURIComponent(input.email)}${input.next ? `&next=${encodeURIComponent(input.next)}` : ''}`,
});

/** Shows a one-time code or a recovery code as the second factor. */
export const showSecondFactor = publicAction({
  name: 'showSecondFactor',
  limit: 'action',
  input: z.object({ code: z.string().max(60).default(''), kind: z.enum(['totp', 'recovery']).default('totp'), next }),
  secretNames: ['code'],
  run: async ({ input, now }) => {
    const shown =
      input.kind === 'recovery'
        ? await passRecovery({ token: await token(), code: input.code })
        : await passTotp({ token: await token(), code: input.code, nowMs: now.getTime() });
    return shown.ok ? ok(await enter(shown.value, safeReturnPath(input.next))) : shown;
  },
  redirectTo: (path) => path,
});

/** Confirms the one-time codes that are being set up, and shows the recovery codes in this answer, once. */
export const confirmCodes = publicAction({
  name: 'confirmCodes',
  limit: 'action',
  input: z.object({ code: z.string().max(60).default('') }),
  secretNames: ['code'],
  run: async ({ input, now }) => {
    const shown = await passTotp({ token: await token(), code: input.code, nowMs: now.getTime() });
    if (!shown.ok) return shown;
    await setSessionToken(shown.value.token, shown.value.expiresAt);
    return ok({ codes: shown.value.recoveryCodes });
  },
});

/** Ten new recovery codes, shown in this answer, once. */
export const renewCodes = publicAction({
  name: 'renewCodes',
  limit: 'action',
  input: z.object({}),
  run: async () => {
    const renewed = await renewRecoveryCodes(await token());
    return renewed.ok ? ok({ codes: renewed.value }) : renewed;
  },
});

/** Takes the one-time codes away. */
export const removeCodes = publicAction({
  name: 'removeCodes',
  limit: 'action',
  input: z.object({}),
  run: async () => removeTotp(await token()),
  redirectTo: (_, { request }) => `/${request.locale}/account/security?done=codes`,
});

/** Sets or changes the password. */
export const choosePassword = publicAction({
  name: 'choosePassword',
  limit: 'action',
  input: z.object({ current: secret, next: secret }),
  secretNames: ['current', 'next'],
  run: async ({ input }) => setPassword({ token: await token(), current: input.current, next: input.next }),
  redirectTo: (_, { request }) => `/${request.locale}/account/security?done=password`,
});

/** Removes the password. */
export const dropPassword = publicAction({
  name: 'dropPassword',
  limit: 'action',
  input: z.object({ current: secret }),
  secretNames: ['current'],
  run: async ({ input }) => removePassword({ token: await token(), current: input.current }),
  redirectTo: (_, { request }) => `/${request.locale}/account/security?done=passwordRemoved`,
});

/** Ends one other session, or all others. */
export const endSessions = publicAction({
  name: 'endSessions',
  limit: 'action',
  input: z.object({ sessionId: z.string().max(60).optional() }),
  run: async ({ input }) => ok(await endOtherSessions(await token(), input.sessionId ?? null)),
  redirectTo: (_, { request }) => `/${request.locale}/account/security?done=sessions`,
});

/** What a browser needs to use a passkey. */
export const questionPasskey = publicAction({
  name: 'questionPasskey',
  limit: 'action',
  input: z.object({ next }),
  run: async ({ input, request }) => {
    const asked = await askForPasskey({ ip: request.address, returnPath: input.next ?? null });
    if (!asked.ok) return asked;
    await keepErrand('passkey', asked.value.browserToken);
    return ok({ options: asked.value.options });
  },
});

/** Signs in with a passkey, or shows it as the second factor of the session that is there. */
export const answerPasskey = publicAction({
  name: 'answerPasskey',
  limit: 'action',
  input: z.object({ response: z.string().max(20_000).default(''), raise: z.literal('1').optional() }),
  secretNames: ['response'],
  run: async ({ input, request }) => {
    const old = await readSessionToken();
    const used = await signInWithPasskey({
      browserToken: await readErrand('passkey'),
      response: input.response,
      ip: request.address,
      oldToken: old,
      raiseToken: input.raise ? old : null,
    });
    if (!used.ok) return used;
    await dropErrand('passkey');
    return ok(await enter(used.value, used.value.returnPath));
  },
  redirectTo: (path) => path,
});

/** What a browser needs to make a passkey. */
export const questionNewPasskey = publicAction({
  name: 'questionNewPasskey',
  limit: 'action',
  input: z.object({}),
  run: async () => {
    const asked = await askForNewPasskey(await token());
    if (!asked.ok) return asked;
    await keepErrand('passkey', asked.value.browserToken);
    return ok({ options: asked.value.options });
  },
});

/** Keeps the passkey that a browser has made. */
export const keepPasskey = publicAction({
  name: 'keepPasskey',
  limit: 'action',
  input: z.object({ response: z.string().max(20_000).default(''), name: z.string().max(200).default('') }),
  secretNames: ['response'],
  run: async ({ input }) => {
    const browserToken = await readErrand('passkey');
    const added = await addPasskey({ token: await token(), browserToken, name: input.name, response: input.response });
    if (!added.ok) return added;
    await dropErrand('passkey');
    await setSessionToken(added.value.token, added.value.expiresAt);
    return ok(null);
  },
  redirectTo: (_, { request }) => `/${request.locale}/account/security?done=passkey`,
});

/** Gives a passkey another name, or takes it away. */
export const changePasskey = publicAction({
  name: 'changePasskey',
  limit: 'action',
  input: z.object({
    id: z.string().max(60),
    name: z.string().max(200).default(''),
    what: z.enum(['rename', 'remove']),
  }),
  run: async ({ input: { id, name, what } }) => {
    if (what === 'remove') return removePasskey({ token: await token(), id });
    if (name.trim() === '')
      return refuse('invalid_input', {}, { fields: { name: [{ code: 'field.required', args: {} }] } });
    return renamePasskey({ token: await token(), id, name });
  },
  redirectTo: (_, { request }) => `/${request.locale}/account/security?done=passkeyChanged`,
});
