'use server';

import { z } from 'zod';
import { customerAction } from '@/app/_server/action';
import { ok } from '@/lib/errors';
import { locales } from '@/lib/i18n';
import {
  askForAnswer,
  assignTask,
  changeMemberRole,
  inviteColleague,
  resendInvitation,
  revokeAssignment,
  revokeInvitation,
  revokeMember,
  takeTask,
} from '@/lib/members';
import { customerRoles, withTenant, withTenantOrNothing } from '@/lib/tenancy';

const flowId = z.uuid();
const taskId = z.string().min(1).max(100);
const peopleOf = (locale: string, id: string) => `/${locale}/flows/${id}/people`;

/** Invites a colleague with a role and tasks, and goes back to the people. */
export const inviteAction = customerAction({
  name: 'inviteColleague',
  input: z.object({
    flowId,
    email: z.email('auth.emailInvalid').max(254),
    name: z.string().trim().max(200).default(''),
    role: z.enum(customerRoles, 'field.required_choice'),
    tasks: z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(taskId).max(100).default([])),
    note: z.string().trim().max(2000).default(''),
    locale: z.enum(locales, 'field.required_choice'),
  }),
  run: ({ actor, input: { tasks, ...input } }) => {
    const parts = tasks.map((scopeId) => ({ scope: 'task' as const, scopeId }));
    return withTenantOrNothing(actor, (tx) => inviteColleague(tx, actor, { ...input, parts }));
  },
  redirectTo: (_, { input, request }) => `${peopleOf(request.locale, input.flowId)}?done=invited`,
});

/** Sends an invitation again. */
export const resendAction = customerAction({
  name: 'resendColleague',
  input: z.object({ flowId, invitationId: z.uuid() }),
  run: ({ actor, input }) => withTenant(actor, (tx) => resendInvitation(tx, actor, input)),
  redirectTo: (_, { input, request }) => peopleOf(request.locale, input.flowId),
});

/** Takes an invitation back. */
export const revokeInvitationAction = customerAction({
  name: 'revokeColleagueInvitation',
  input: z.object({ flowId, invitationId: z.uuid() }),
  run: ({ actor, input }) => withTenant(actor, (tx) => revokeInvitation(tx, actor, input)),
  redirectTo: (_, { input, request }) => peopleOf(request.locale, input.flowId),
});

/** Gives a task to somebody who is here. */
export const giveTaskAction = customerAction({
  name: 'giveTask',
  input: z.object({ flowId, memberId: z.uuid(), taskId: z.string('field.required_choice').min(1).max(100) }),
  run: ({ actor, input: { taskId: scopeId, ...input } }) =>
    withTenant(actor, (tx) => assignTask(tx, actor, { ...input, scope: 'task', scopeId })),
  redirectTo: (_, { input, request }) => `${peopleOf(request.locale, input.flowId)}/${input.memberId}`,
});

/** Takes a task for oneself. */
export const takeTaskAction = customerAction({
  name: 'takeTask',
  input: z.object({ flowId, taskId }),
  run: ({ actor, input }) => withTenant(actor, (tx) => takeTask(tx, actor, input)),
  redirectTo: (_, { input, request }) => `/${request.locale}/flows/${input.flowId}`,
});

/** Takes a task back from whoever has it. */
export const takeBackAction = customerAction({
  name: 'takeBackTask',
  input: z.object({ flowId, assignmentId: z.uuid() }),
  run: ({ actor, input }) => withTenant(actor, (tx) => revokeAssignment(tx, actor, input)),
  redirectTo: (_, { input, request }) => peopleOf(request.locale, input.flowId),
});

/** Gives a member another role. */
export const changeRoleAction = customerAction({
  name: 'changeColleagueRole',
  input: z.object({ flowId, memberId: z.uuid(), role: z.enum(customerRoles, 'field.required_choice') }),
  run: ({ actor, input }) =>
    withTenant(actor, (tx) => changeMemberRole(tx, actor, { ...input, tenantId: actor.tenantId })),
  redirectTo: (_, { input, request }) => peopleOf(request.locale, input.flowId),
});

/** Ends somebody's membership, after the page that says what that means. */
export const removeMemberAction = customerAction({
  name: 'removeColleague',
  input: z.object({ flowId, memberId: z.uuid() }),
  run: ({ actor, input }) => withTenant(actor, (tx) => revokeMember(tx, actor, { ...input, tenantId: actor.tenantId })),
  redirectTo: (_, { input, request }) => peopleOf(request.locale, input.flowId),
});

/** Asks whoever can answer a page; the mail is made from the event. */
export const askAction = customerAction({
  name: 'askForAnswer',
  input: z.object({ flowId, stepId: taskId }),
  limit: 'ask',
  run: async ({ actor, input }) => {
    const asked = await withTenant(actor, (tx) => askForAnswer(tx, actor, input));
    return asked.ok ? ok(asked.value) : asked;
  },
  redirectTo: ({ askedBefore }, { input, request }) =>
    `/${request.locale}/flows/${input.flowId}/${input.stepId}?asked=${askedBefore ? 'before' : 'now'}`,
});
