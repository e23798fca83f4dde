'use server';

import { z } from 'zod';
import { staffAction } from '@/app/_server/action';
import { knownTimeZone, locales } from '@/lib/i18n';
import { inviteCustomer } from '@/lib/onboarding';
import { withTenant } from '@/lib/tenancy';

/** Registers a customer, starts its flow and invites its first owner. */
export const addCustomer = staffAction({
  name: 'addCustomer',
  // The owner is chosen on the page; who acts must see it, so it decides as whom.
  place: ({ owner }) => ({ tenantId: owner }),
  input: z.object({
    owner: z.string().max(60),
    name: z.string().trim().min(1, 'field.required').max(200, 'field.required'),
    timeZone: z.string().max(64).transform(knownTimeZone),
    templateKey: z.string('field.required_choice').min(1, 'field.required_choice').max(63, 'field.required_choice'),
    personName: z.string().trim().min(1, 'field.required').max(200, 'field.required'),
    email: z
      .string()
      .trim()
      .min(1, 'field.required_email')
      .pipe(z.email('field.email_format').max(254, 'field.email_format')),
    locale: z.enum(locales, 'field.required_choice'),
  }),
  run: ({ actor, input }) =>
    withTenant(actor, (tx) =>
      inviteCustomer(tx, actor, {
        customer: { ownerTenantId: input.owner, name: input.name, locale: input.locale, timeZone: input.timeZone },
        templateKey: input.templateKey,
        invite: { email: input.email, name: input.personName, locale: input.locale },
      }),
    ),
  redirectTo: ({ flowId }, { request }) => `/${request.locale}/portfolio/${flowId}?done=created`,
});
