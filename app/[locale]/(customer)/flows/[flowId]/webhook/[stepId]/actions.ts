'use server';

import { z } from 'zod';
import { customerAction } from '@/app/_server/action';
import { ok } from '@/lib/errors';
import { withTenant } from '@/lib/tenancy';
import { nameHook, nameHookInput, revealHookSecret, rotateHookSecret, sendTest } from '@/lib/webhooks';

const place = z.object({ flowId: z.uuid(), stepId: z.string().min(1).max(100) });

/** Shows the secret in the answer to this post, once. */
export const revealHookSecretAction = customerAction({
  name: 'revealHookSecret',
  input: place,
  async run({ actor, input }) {
    const shown = await withTenant(actor, (tx) => revealHookSecret(tx, actor, input));
    return shown.ok ? ok(shown.value.secret.reveal()) : shown;
  },
});

/** Makes a new secret; the one before still counts for a day. */
export const rotateHookSecretAction = customerAction({
  name: 'rotateHookSecret',
  input: place,
  run: ({ actor, input }) => withTenant(actor, (tx) => rotateHookSecret(tx, actor, input)),
  redirectTo: (_, { request, input }) =>
    `/${request.locale}/flows/${input.flowId}/webhook/${input.stepId}?done=rotated#secret`,
});

/** Keeps the id of the webhook in the customer's own system. */
export const nameHookAction = customerAction({
  name: 'nameHook',
  input: nameHookInput.extend({ flowId: z.uuid() }),
  run: ({ actor, input }) => withTenant(actor, (tx) => nameHook(tx, actor, input)),
  redirectTo: (_, { request, input }) =>
    `/${request.locale}/flows/${input.flowId}/webhook/${input.stepId}?done=named#external`,
});

/** Sends a signed test through the door of deliveries. */
export const sendHookTestAction = customerAction({
  name: 'sendHookTest',
  input: place,
  run: ({ actor, input, request }) => sendTest(actor, input, request.address),
  redirectTo: (_, { request, input }) =>
    `/${request.locale}/flows/${input.flowId}/webhook/${input.stepId}?done=tested#test`,
});
