'use server';

import { z } from 'zod';
import { staffAction } from '@/app/_server/action';
import { ok } from '@/lib/errors';
import { withTenant } from '@/lib/tenancy';
import {
  addEndpoint,
  enableEndpoint,
  outboundChoices,
  redeliver,
  removeEndpoint,
  rotateEndpointSecret,
  sendTestEvent,
  type OutboundChoice,
} from '@/lib/webhooks';

const choices = Object.keys(outboundChoices) as [OutboundChoice, ...OutboundChoice[]];
const endpoint = z.object({ endpointId: z.string().max(60) });

/** Makes an endpoint; its secret is in the answer and nowhere else. */
export const makeEndpoint = staffAction({
  name: 'addEndpoint',
  input: z.object({
    url: z.string('field.required_url').trim().min(1, 'field.required_url').max(2000, 'field.url_format'),
    choice: z.enum(choices, 'field.required_choice'),
  }),
  run: async ({ actor, input }) => {
    const made = await withTenant(actor, (tx) =>
      addEndpoint(tx, actor, { url: input.url, events: outboundChoices[input.choice] }),
    );
    return made.ok ? ok({ key: made.value.secret, name: input.url }) : made;
  },
});

/** Gives an endpoint a new secret, which is in the answer and nowhere else. */
export const renewEndpointSecret = staffAction({
  name: 'rotateEndpointSecret',
  input: endpoint,
  run: async ({ actor, input }) => {
    const made = await withTenant(actor, (tx) => rotateEndpointSecret(tx, actor, input));
    return made.ok ? ok({ key: made.value.secret, name: input.endpointId }) : made;
  },
});

/** Ends deliveries to an endpoint. */
export const endEndpoint = staffAction({
  name: 'removeEndpoint',
  input: endpoint,
  run: ({ actor, input }) => withTenant(actor, (tx) => removeEndpoint(tx, actor, input)),
  redirectTo: (_, { request }) => `/${request.locale}/webhooks?done=removed`,
});

/** Delivers to an endpoint again that was left alone. */
export const resumeEndpoint = staffAction({
  name: 'enableEndpoint',
  input: endpoint,
  run: ({ actor, input }) => withTenant(actor, (tx) => enableEndpoint(tx, actor, input)),
  redirectTo: (_, { request }) => `/${request.locale}/webhooks?done=enabled`,
});

/** Puts a test on its way. */
export const testEndpoint = staffAction({
  name: 'sendTestEvent',
  input: endpoint,
  limit: 'action',
  run: ({ actor, input }) => withTenant(actor, (tx) => sendTestEvent(tx, actor, input)),
  redirectTo: (_, { request }) => `/${request.locale}/webhooks?done=tested#deliveries`,
});

/** Delivers something once more. */
export const redeliverAgain = staffAction({
  name: 'redeliver',
  input: z.object({ deliveryId: z.string().max(60) }),
  run: ({ actor, input }) => withTenant(actor, (tx) => redeliver(tx, actor, input)),
  redirectTo: (_, { request }) => `/${request.locale}/webhooks?done=again#deliveries`,
});
