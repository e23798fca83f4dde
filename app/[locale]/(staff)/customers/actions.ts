'use server';

import { z } from 'zod';
import { staffAction } from '@/app/_server/action';
import { knownTimeZone, locales } from '@/lib/i18n';
import { inviteCustomer, startFlow } from '@/lib/onboarding';
import { withTenant, withTenantOrNothing } from '@/lib/tenancy';

/**
 * Registers a customer, starts its flow and invites its first owner; or, where the customer turned out to exist and a
 * person chose it, starts one more flow for it.
 */
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
    identifier: z.string().trim().max(200, 'field.invalid').default(''),
    existing: z
      .union([z.literal('another'), z.uuid()])
      .optional()
      .catch(undefined),
  }),
  run: async ({ actor, input }) => {
    const { owner, name, timeZone, templateKey, personName, email, locale, identifier, existing } = input;
    const invite = { email, name: personName, locale };
    if (existing !== undefined && existing !== 'another') {
      return withTenant(actor, (tx) => startFlow(tx, actor, { customerTenantId: existing, templateKey, invite }));
    }
    return withTenantOrNothing(actor, (tx) =>
      inviteCustomer(tx, actor, {
        customer: { ownerTenantId: owner, name, locale, timeZone },
        templateKey,
        invite,
        identifier,
        isAnother: existing === 'another',
      }),
    );
  },
  redirectTo: ({ flowId }, { request }) => `/${request.locale}/portfolio/${flowId}?done=created`,
});
