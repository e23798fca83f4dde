'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { staffAction } from '@/app/_server/action';
import {
  approveOffboarding,
  approveOffboardingInput,
  cancelOffboarding,
  declineOffboarding,
  decideOffboardingInput,
  requestOffboarding,
  requestOffboardingInput,
  resumeOffboarding,
} from '@/lib/offboarding';
import type { Outcome } from '@/lib/errors';
import { withTenant } from '@/lib/tenancy';

const flow = z.object({ flowId: z.string().max(60) });
const back = (locale: string, flowId: string, done: string) => `/${locale}/portfolio/${flowId}/offboard?done=${done}`;

/** With JavaScript, a refusal leaves the page as it is; the list that somebody is asked about has to be the new one. */
function showNewList<T>(outcome: Outcome<T>): Outcome<T> {
  if (!outcome.ok && outcome.refusal.code === 'offboarding_changed') refresh();
  return outcome;
}

/** Asks for the service to end, in one of the template's ways, with the phrase that was typed. */
export const request = staffAction({
  name: 'requestOffboarding',
  input: requestOffboardingInput,
  run: async ({ actor, input }) => showNewList(await withTenant(actor, (tx) => requestOffboarding(tx, actor, input))),
  redirectTo: ({ status }, { request: at, input }) => back(at.locale, input.flowId, status),
});

/** Agrees; it begins then. */
export const approve = staffAction({
  name: 'approveOffboarding',
  input: approveOffboardingInput,
  run: async ({ actor, input }) => showNewList(await withTenant(actor, (tx) => approveOffboarding(tx, actor, input))),
  redirectTo: (_, { request: at, input }) => back(at.locale, input.flowId, 'running'),
});

/** Says no. */
export const decline = staffAction({
  name: 'declineOffboarding',
  input: decideOffboardingInput,
  run: ({ actor, input }) => withTenant(actor, (tx) => declineOffboarding(tx, actor, input)),
  redirectTo: (_, { request: at, input }) => back(at.locale, input.flowId, 'declined'),
});

/** Takes the wish back. */
export const cancel = staffAction({
  name: 'cancelOffboarding',
  input: flow,
  run: ({ actor, input }) => withTenant(actor, (tx) => cancelOffboarding(tx, actor, input)),
  redirectTo: (_, { request: at, input }) => back(at.locale, input.flowId, 'cancelled'),
});

/** Goes on with one that stopped. */
export const resume = staffAction({
  name: 'resumeOffboarding',
  input: flow,
  run: ({ actor, input }) => withTenant(actor, (tx) => resumeOffboarding(tx, actor, input)),
  redirectTo: (_, { request: at, input }) => back(at.locale, input.flowId, 'resumed'),
});
