'use server';

import { z } from 'zod';
import { customerAction } from '@/app/_server/action';
import { reopenStep } from '@/lib/onboarding';
import { withTenant } from '@/lib/tenancy';

/** Asks a colleague to look at a completed page again. */
export const giveBack = customerAction({
  name: 'reopenStep',
  input: z.object({
    flowId: z.uuid(),
    stepId: z.string('field.required_choice').min(1, 'field.required_choice').max(100, 'field.required_choice'),
    note: z.string('field.required').trim().min(1, 'field.required').max(2000, 'field.invalid'),
  }),
  run: ({ actor, input }) => withTenant(actor, (tx) => reopenStep(tx, actor, input)),
  redirectTo: (_, { request, input }) => `/${request.locale}/flows/${input.flowId}`,
});
