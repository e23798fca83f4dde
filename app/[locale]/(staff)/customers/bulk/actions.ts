'use server';

import { z } from 'zod';
import { staffAction } from '@/app/_server/action';
import type { PostedFile } from '@/app/_server/form';
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
  run: async ({ actor, input: { templateKey, list }, files, request }) => {
    const text = list.trim() === '' ? await textOf(files[0]) : list;
    return withTenantOrNothing(actor, (tx) => prepareList(tx, actor, { templateKey, text, locale: request.locale }));
  },
  redirectTo: ({ bulkId }, { request }) => `/${request.locale}/customers/bulk/${bulkId}`,
});

/** Begins to invite the customers of a list. */
export const inviteList = staffAction({
  name: 'inviteList',
  input: z.object({ tenantId: z.string().max(60), bulkId: z.string().max(60) }),
  run: ({ actor, input }) => withTenant(actor, (tx) => startList(tx, actor, input)),
  redirectTo: ({ bulkId }, { request }) => `/${request.locale}/customers/bulk/${bulkId}`,
});

const bytesMax = 1_000_000;

/** What an uploaded list says; nothing for one that is missing or far too large. */
async function textOf(posted: PostedFile | undefined): Promise<string> {
  return posted === undefined || posted.file.size > bytesMax ? '' : posted.file.text();
}
