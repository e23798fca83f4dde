'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { customerAction } from '@/app/_server/action';
import { cancelOffboarding, requestOffboarding, requestOffboardingInput } from '@/lib/offboarding';
import { withTenant } from '@/lib/tenancy';

/** Asks for the service to end; the partner agrees or not. */
export const askToLeave = customerAction({
  name: 'requestOffboarding',
  input: requestOffboardingInput,
  run: async ({ actor, input }) => {
    const outcome = await withTenant(actor, (tx) => requestOffboarding(tx, actor, input));
    // With JavaScript, a refusal leaves the page as it is; the list that somebody is asked about has to be the new one.
    if (!outcome.ok && outcome.refusal.code === 'offboarding_changed') refresh();
    return outcome;
  },
  redirectTo: (_, { request, input }) => `/${request.locale}/flows/${input.flowId}/status`,
});

/** Takes the wish back while nobody has decided. */
export const stayAfterAll = customerAction({
  name: 'cancelOffboarding',
  input: z.object({ flowId: z.string().max(60) }),
  run: ({ actor, input }) => withTenant(actor, (tx) => cancelOffboarding(tx, actor, input)),
  redirectTo: (_, { request, input }) => `/${request.locale}/flows/${input.flowId}/status`,
});
