'use server';

import { z } from 'zod';
import { customerAction } from '@/app/_server/action';
import { askDatasetReport } from '@/lib/pipelines';
import { withTenant } from '@/lib/tenancy';

/** Asks for a new look into the customer's dataset. */
export const askDatasetAction = customerAction({
  name: 'askDataset',
  input: z.object({ flowId: z.uuid() }),
  run: ({ actor, input }) => withTenant(actor, (tx) => askDatasetReport(tx, actor, input)),
  redirectTo: ({ flowId }, { request }) => `/${request.locale}/flows/${flowId}/pipelines`,
});
