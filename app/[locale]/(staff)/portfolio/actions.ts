'use server';

import { z } from 'zod';
import { staffAction } from '@/app/_server/action';
import { refuse } from '@/lib/errors';
import { invitePerson, resendInvitation, revokeInvitation } from '@/lib/members';
import { completePartnerTask, getFlowFile, reopenFlow, reopenStep, undoPartnerTask } from '@/lib/onboarding';
import { retryRun, undoRun } from '@/lib/provisioning';
import { invitedRoles, withTenant } from '@/lib/tenancy';
import { locales } from '@/lib/i18n';

const flow = z.object({ flowId: z.string().max(60) });
const invitation = flow.extend({ invitationId: z.string().max(60) });

/** Where an action on a flow leads back to, with the word for what was done. */
const back = (locale: string, flowId: string, done: string) => `/${locale}/portfolio/${flowId}?done=${done}`;

/** Sets a customer up once more. */
export const retry = staffAction({
  name: 'retryRun',
  input: flow,
  run: ({ actor, input }) => withTenant(actor, (tx) => retryRun(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'retry'),
});

/** Takes back everything that a run has made, after the customer's name was typed. */
export const undo = staffAction({
  name: 'undoRun',
  input: flow.extend({ confirm: z.string().max(300).default('') }),
  run: ({ actor, input, request }) =>
    withTenant(actor, async (tx) => {
      const { flowId } = input;
      const file = await getFlowFile(tx, actor, { flowId, locale: request.locale });
      if (!file.ok) return file;
      if (input.confirm.trim().normalize() !== file.value.header.customerName.trim().normalize()) {
        return refuse('invalid_input', {}, { fields: { confirm: [{ code: 'staff.problem.confirmName', args: {} }] } });
      }
      return undoRun(tx, actor, { flowId });
    }),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'undo'),
});

/** Opens sent answers again, so that the customer may change them. */
export const reopen = staffAction({
  name: 'reopenFlow',
  input: flow.extend({ revision: z.coerce.number().int() }),
  run: ({ actor, input }) => withTenant(actor, (tx) => reopenFlow(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'reopen'),
});

/** Sends an invitation again. */
export const resend = staffAction({
  name: 'resendInvitation',
  input: invitation,
  run: ({ actor, input }) => withTenant(actor, (tx) => resendInvitation(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'resend'),
});

/** Takes an invitation back. */
export const revoke = staffAction({
  name: 'revokeInvitation',
  input: invitation,
  run: ({ actor, input }) => withTenant(actor, (tx) => revokeInvitation(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'revoke'),
});

/** Invites one more person. */
export const invite = staffAction({
  name: 'invitePerson',
  input: flow.extend({
    name: z.string().trim().min(1, 'field.required').max(200, 'field.required'),
    email: z
      .string()
      .trim()
      .min(1, 'field.required_email')
      .pipe(z.email('field.email_format').max(254, 'field.email_format')),
    role: z.enum(invitedRoles, 'field.required_choice'),
    locale: z.enum(locales, 'field.required_choice'),
  }),
  run: ({ actor, input }) => withTenant(actor, (tx) => invitePerson(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'invite'),
});

const step = flow.extend({ stepId: z.string().min(1).max(100) });
const note = z.string().trim().max(2000, 'field.invalid');

/** Marks a task of the partner's own as done. */
export const completeTask = staffAction({
  name: 'completePartnerTask',
  input: step.extend({ note: note.default('') }),
  run: ({ actor, input }) => withTenant(actor, (tx) => completePartnerTask(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'task'),
});

/** Takes that mark back. */
export const undoTask = staffAction({
  name: 'undoPartnerTask',
  input: step,
  run: ({ actor, input }) => withTenant(actor, (tx) => undoPartnerTask(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'taskBack'),
});

/** Asks the customer to look at a completed page again. */
export const giveBack = staffAction({
  name: 'reopenStep',
  input: flow.extend({
    stepId: z.string('field.required_choice').min(1, 'field.required_choice').max(100, 'field.required_choice'),
    note: note.min(1, 'field.required'),
  }),
  run: ({ actor, input }) => withTenant(actor, (tx) => reopenStep(tx, actor, input)),
  redirectTo: (_, { request, input }) => back(request.locale, input.flowId, 'givenBack'),
});
