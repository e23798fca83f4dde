'use server';

import { z } from 'zod';
import { staffAction } from '@/app/_server/action';
import { decideApproval, decideApprovalInput, dryRun, retryRun, undoAction } from '@/lib/provisioning';
import { withTenant } from '@/lib/tenancy';

const flow = z.object({ flowId: z.string().max(60) });
const back = (locale: string, flowId: string, done: string) => `/${locale}/portfolio/${flowId}/run?done=${done}`;

/** Takes one action back, with everything that builds on it. */
export const undoOne = staffAction({
  name: 'undoAction',
  input: flow.extend({ actionId: z.string().min(1).max(100) }),
  run: ({ actor, input }) => withTenant(actor, (tx) => undoAction(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'undoOne'),
});

/** Agrees to an action that waits for people, or says no. */
export const decide = staffAction({
  name: 'decideApproval',
  input: decideApprovalInput,
  run: ({ actor, input }) => withTenant(actor, (tx) => decideApproval(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, input.decision),
});

/** Looks at every system that the set-up would touch, and changes nothing. */
export const tryOut = staffAction({
  name: 'dryRun',
  input: flow,
  run: ({ actor, input }) => withTenant(actor, (tx) => dryRun(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'dryRun'),
});

/** Sets up once more, or goes on with what is kept. */
export const again = staffAction({
  name: 'retryRun',
  input: flow,
  run: ({ actor, input }) => withTenant(actor, (tx) => retryRun(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'retry'),
});
