'use server';

import { z } from 'zod';
import { staffAction } from '@/app/_server/action';
import { confirmItem, requestVerification, runDiagnostic, sendDiagnostics, withdrawItem } from '@/lib/provisioning';
import { withTenant } from '@/lib/tenancy';

const flow = z.object({ flowId: z.string().max(60) });
const step = flow.extend({ stepId: z.string().min(1).max(100) });
const item = step.extend({
  itemId: z.string().min(1).max(100),
  note: z.string().trim().max(2000, 'field.invalid').default(''),
});

/** Where an action leads back to, with the word for what was done. */
const back = (locale: string, flowId: string, done: string) => `/${locale}/portfolio/${flowId}/support?done=${done}`;

/** Has the looks of a verification taken. */
export const checkAgain = staffAction({
  name: 'requestVerification',
  input: step,
  run: ({ actor, input }) => withTenant(actor, (tx) => requestVerification(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'asked'),
});

/** Says that something which only a person can see is so. */
export const confirm = staffAction({
  name: 'confirmItem',
  input: item,
  run: ({ actor, input }) => withTenant(actor, (tx) => confirmItem(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'confirmed'),
});

/** Says that it is not so. */
export const withdraw = staffAction({
  name: 'withdrawItem',
  input: item,
  run: ({ actor, input }) => withTenant(actor, (tx) => withdrawItem(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'withdrawn'),
});

/** Has the looks of a guided diagnostic taken. */
export const probe = staffAction({
  name: 'runDiagnostic',
  input: flow.extend({ diagnosticId: z.string().min(1).max(100) }),
  run: ({ actor, input }) => withTenant(actor, (tx) => runDiagnostic(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'probing'),
});

/** Mails the diagnostics to whoever helps. */
export const send = staffAction({
  name: 'sendDiagnostics',
  input: flow,
  run: ({ actor, input }) => withTenant(actor, (tx) => sendDiagnostics(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'sent'),
});
