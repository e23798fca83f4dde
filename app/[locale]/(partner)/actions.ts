'use server';

import { z } from 'zod';
import { staffAction } from '@/app/_server/action';
import { apiKeyPurposes, createApiKey, requestSignIn, revokeApiKey, type ApiKeyPurpose } from '@/lib/auth';
import { publishTheme } from '@/lib/branding/publish-theme';
import { partnerThemeSchema } from '@/lib/branding';
import { createPartner } from '@/lib/customers';
import { ok, refuse } from '@/lib/errors';
import { knownTimeZone, locales } from '@/lib/i18n';
import { addMember } from '@/lib/members';
import { withTenantOrNothing, withTenant } from '@/lib/tenancy';
import { lookProblems } from './look-problems';
import { partnerSlug } from './partner-slug';

const purposes = Object.keys(apiKeyPurposes) as [ApiKeyPurpose, ...ApiKeyPurpose[]];

/** Makes a partner with its look and its first administrator, and sends that person a sign-in mail. */
export const addPartner = staffAction({
  name: 'addPartner',
  input: z.object({
    name: z.string().trim().min(1, 'field.required').max(80, 'field.required'),
    slug: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)?$/, 'field.identifier_format'),
    timeZone: z.string().max(64).transform(knownTimeZone),
    mark: z.string().max(20),
    brand: z.string().max(20),
    personName: z.string().trim().min(1, 'field.required').max(200, 'field.required'),
    email: z
      .string()
      .trim()
      .min(1, 'field.required_email')
      .pipe(z.email('field.email_format').max(254, 'field.email_format')),
    locale: z.enum(locales, 'field.required_choice'),
  }),
  async run({ actor, input, request }) {
    const { name, timeZone, locale, email, personName } = input;
    const look = partnerThemeSchema.safeParse({ name, mark: input.mark, brand: input.brand });
    if (!look.success) return refuse('invalid_input', {}, { fields: lookProblems(look.error.issues) });
    const slug = input.slug || partnerSlug(name);
    if (slug === '') return refuse('invalid_input', {}, { fields: { slug: [{ code: 'field.required', args: {} }] } });
    const made = await withTenantOrNothing(actor, async (tx) => {
      const partner = await createPartner(tx, actor, {
        parentTenantId: actor.tenantId,
        name,
        slug,
        locale,
        timeZone,
        theme: look.data,
      });
      if (!partner.ok) {
        if (partner.refusal.code !== 'identifier_taken') return partner;
        return refuse('invalid_input', {}, { fields: { slug: [{ code: 'field.identifier_taken', args: {} }] } });
      }
      const { tenantId } = partner.value;
      const added = await addMember(tx, actor, { tenantId, email, name: personName, role: 'admin', locale });
      return added.ok ? partner : added;
    });
    // Too many mails to one address is no reason to lose the partner: they can ask for theirs on the sign-in page.
    if (made.ok) await requestSignIn({ email, locale, returnPath: `/${locale}/portfolio`, ip: request.address });
    return made;
  },
  redirectTo: (_, { request }) => `/${request.locale}/partners?done=created`,
});

/** Publishes the look that was shown before. */
export const publishBrand = staffAction({
  name: 'publishBrand',
  input: z.object({
    name: z.string().max(200),
    mark: z.string().max(20),
    brand: z.string().max(20),
    supportEmail: z.string().max(320).default(''),
    baseVersion: z.coerce.number().int(),
  }),
  run: ({ actor, input }) => withTenant(actor, (tx) => publishTheme(tx, actor, { tenantId: actor.tenantId, ...input })),
  redirectTo: (_, { request }) => `/${request.locale}/branding?done=published`,
});

/** Makes an API key and shows it once, in this answer. */
export const makeApiKey = staffAction({
  name: 'createApiKey',
  input: z.object({
    name: z.string().trim().min(1, 'field.required').max(80, 'field.required'),
    purpose: z.enum(purposes, 'field.required_choice'),
    days: z.coerce.number('field.required_choice').int('field.required_choice'),
  }),
  run: async ({ actor, input }) => {
    const made = await withTenant(actor, (tx) => createApiKey(tx, actor, input));
    return made.ok ? ok({ key: made.value.key, name: input.name }) : made;
  },
});

/** Ends an API key. */
export const endApiKey = staffAction({
  name: 'revokeApiKey',
  input: z.object({ keyId: z.string().max(60) }),
  run: ({ actor, input }) => withTenant(actor, (tx) => revokeApiKey(tx, actor, input)),
  redirectTo: (_, { request }) => `/${request.locale}/api-keys?done=revoked`,
});
