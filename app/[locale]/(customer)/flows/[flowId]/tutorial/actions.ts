'use server';

import { z } from 'zod';
import { customerAction } from '@/app/_server/action';
import { ok } from '@/lib/errors';
import { visitFlow } from '@/lib/onboarding';
import { withTenant } from '@/lib/tenancy';

/** Leaves the tour, at its end or before, and remembers that this person has had the choice. */
export const endTour = customerAction({
  name: 'endTour',
  input: z.object({ flowId: z.uuid() }),
  run: ({ actor, input }) => withTenant(actor, async (tx) => ok(await visitFlow(tx, input.flowId, true))),
  redirectTo: (_, { request, input }) => `/${request.locale}/flows/${input.flowId}`,
});
