'use server';

import { z } from 'zod';
import { staffAction } from '@/app/_server/action';
import { prepareList, startList } from '@/lib/onboarding';
import { withTenant, withTenantOrNothing } from '@/lib/tenancy';

/** Takes a list in and shows what is made of it; nobody is invited yet. */
export const readList = staffAction({
  name: 'readList',
  input: z.object({
    tenantId: z.string().max(60),
    templateKey: z.string('field.required_choice').min(1, 'field.required_choice').max(63, 'field.required_choice'),
    list: z.string().max(300_000, 'field.required').default(''),
  }),
  run: ({ actor, input: { templateKey, list }, request }) =>
    withTenantOrNothing(actor, (tx) => prepareList(tx, actor, { templateKey, text: list, locale: request.locale })),
  redirectTo: ({ bulkId }, { request }) => `/${request.locale}/customers/bulk/${bulkId}`,
});

/** Begins to invite the customers of a list. */
export const inviteList = staffAction({
  name: 'inviteList',
  input: z.object({ tenantId: z.string().max(60), bulkId: z.string().max(60) }),
  run: ({ actor, input }) => withTenant(actor, (tx) => startList(tx, actor, input)),
  redirectTo: ({ bulkId }, { request }) => `/${request.locale}/customers/bulk/${bulkId}`,
});
