'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { publicAction } from '@/app/_server/action';
import { clearSessionToken, readSessionToken } from '@/app/_server/session-cookie';
import { acceptInvitation, findInvitation, revokeSession } from '@/lib/auth';
import { ok, refuse } from '@/lib/errors';
import { resendInvitation } from '@/lib/members';
import { consume } from '@/lib/platform/rate-limit';
import { withTenant } from '@/lib/tenancy';
import { enter } from '../../../(auth)/after-sign-in';

const input = z.object({ token: z.string().max(200).default('') });

/** Accepts the invitation and goes to its flow. With another account signed in, the page says so. */
export const accept = publicAction({
  name: 'acceptInvitation',
  limit: 'invitation',
  input,
  secretNames: ['token'],
  run: async ({ input: { token }, request }) => {
    const accepted = await acceptInvitation(token, await readSessionToken());
    if (!accepted.ok) return accepted;
    const { flowId } = accepted.value;
    return ok(await enter(accepted.value, flowId === null ? null : `/${request.locale}/flows/${flowId}`));
  },
  redirectTo: (path) => path,
});

/** Signs the other account out and accepts. */
export const signOutAndAccept = publicAction({
  name: 'signOutAndAccept',
  limit: 'invitation',
  input,
  secretNames: ['token'],
  run: async ({ input: { token }, request }) => {
    const old = await readSessionToken();
    const accepted = await acceptInvitation(token);
    if (!accepted.ok) return accepted;
    if (old) await revokeSession(old);
    await clearSessionToken();
    const { flowId } = accepted.value;
    return ok(await enter(accepted.value, flowId === null ? null : `/${request.locale}/flows/${flowId}`));
  },
  redirectTo: (path) => path,
});

/** Sends an expired invitation again, to the address it was made for; whoever holds the old link learns no more. */
export const sendAgain = publicAction({
  name: 'sendInvitationAgain',
  limit: 'invitation',
  input,
  secretNames: ['token'],
  run: async ({ input: { token }, request }) => {
    const invitation = await findInvitation(token);
    if (!invitation) return refuse('not_found');
    const { tenantId, invitationId, flowId, status } = invitation;
    if (flowId === null) return refuse('not_found');
    if (status !== 'expired') return redirect(`/${request.locale}/i/${token}`);
    const allowed = await consume('signIn', `invitation:${invitationId}`);
    if (!allowed.ok) return allowed;
    const actor = {
      kind: 'system',
      tenantId,
      reason: 'an expired invitation asked for anew',
      requestId: request.requestId,
    } as const;
    const sent = await withTenant(actor, (tx) => resendInvitation(tx, actor, { flowId, invitationId }));
    return sent.ok ? ok(`/${request.locale}/i/${token}?sent=1`) : sent;
  },
  redirectTo: (path) => path,
});
