'use server';

import { z } from 'zod';
import { plainAction, publicAction } from '@/app/_server/action';
import { clearSessionToken, readSessionToken } from '@/app/_server/session-cookie';
import { consumeCode, consumeLink, lifetimes, requestSignIn, revokeSession, viewChallenge } from '@/lib/auth';
import { ok, refuse } from '@/lib/errors';
import { enter } from './after-sign-in';
import { dropChallenge, keepChallenge, readChallenge } from './challenge-cookie';

/** Asks for the sign-in mail and goes on to the page that waits for it, whoever was asked for. */
export const askForMail = publicAction({
  name: 'askForMail',
  limit: 'action',
  input: z.object({ email: z.string().max(320).default(''), next: z.string().max(1000).optional() }),
  run: async ({ input, request }) => {
    const { email, next } = input;
    const asked = await requestSignIn({ email, locale: request.locale, returnPath: next ?? null, ip: request.address });
    if (asked.ok) await keepChallenge(asked.value.challengeId);
    return asked;
  },
  redirectTo: (_, { request }) => `/${request.locale}/sign-in/check`,
});

/** Sends another mail for the same address, a minute after the one before. */
export const askAgain = publicAction({
  name: 'askAgain',
  limit: 'action',
  input: z.object({}),
  run: async ({ request, now }) => {
    const id = await readChallenge();
    const challenge = id === null ? null : await viewChallenge(id);
    if (!challenge) return refuse('sign_in_link_expired');
    const waitMs = new Date(challenge.createdAt).getTime() + lifetimes.resend * 1000 - now.getTime();
    if (waitMs > 0) return refuse('rate_limited', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
    const { email, returnPath } = challenge;
    const asked = await requestSignIn({ email, locale: request.locale, returnPath, ip: request.address });
    if (asked.ok) await keepChallenge(asked.value.challengeId);
    return asked;
  },
  redirectTo: (_, { request }) => `/${request.locale}/sign-in/check?resent=1`,
});

/** Signs in with the code. */
export const enterCode = publicAction({
  name: 'enterCode',
  limit: 'action',
  input: z.object({ code: z.string().max(40).default('') }),
  secretNames: ['code'],
  run: async ({ input, request }) => {
    const challengeId = (await readChallenge()) ?? '';
    const oldToken = await readSessionToken();
    const signedIn = await consumeCode({ challengeId, code: input.code, ip: request.address, oldToken });
    if (!signedIn.ok) return signedIn;
    await dropChallenge();
    return ok(await enter(signedIn.value, signedIn.value.returnPath));
  },
  redirectTo: (path) => path,
});

/** Signs in with the token of the mailed link, after the click on its page. */
export const followLink = publicAction({
  name: 'followLink',
  limit: 'action',
  input: z.object({ token: z.string().max(200).default('') }),
  secretNames: ['token'],
  run: async ({ input, request }) => {
    const oldToken = await readSessionToken();
    const signedIn = await consumeLink({ token: input.token, ip: request.address, oldToken });
    if (!signedIn.ok) return signedIn;
    await dropChallenge();
    return ok(await enter(signedIn.value, signedIn.value.returnPath));
  },
  redirectTo: (path) => path,
});

/** Ends the session here and takes its token out of the browser. Signing out twice is no error. */
export const signOut = plainAction({
  name: 'signOut',
  limit: 'action',
  input: z.object({}),
  run: async ({ request }) => {
    const token = await readSessionToken();
    if (token) await revokeSession(token);
    await clearSessionToken();
    return ok(`/${request.locale}/sign-out/done`);
  },
});
