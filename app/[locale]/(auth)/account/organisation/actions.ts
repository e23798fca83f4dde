'use server';

import { z } from 'zod';
import { memberAction } from '@/app/_server/action';
import { markProviderTested, providerAccess, saveIdentityProvider, testProvider } from '@/lib/auth';
import { ok, refuse } from '@/lib/errors';
import { authorise, withTenant, withTenantOrNothing } from '@/lib/tenancy';

/** Sets up or changes the own sign-in of a tenant. */
export const saveProvider = memberAction({
  name: 'saveProvider',
  limit: 'action',
  input: z.object({
    tenantId: z.string().max(60),
    name: z.string().max(200).default(''),
    issuer: z.string().max(600).default(''),
    clientId: z.string().max(400).default(''),
    clientSecret: z.string().max(600).default(''),
    domains: z.string().max(2000).default(''),
    state: z.enum(['off', 'on', 'required']).default('off'),
  }),
  secretNames: ['clientSecret'],
  run: ({ actor, input: { domains, state, name, issuer, clientId, clientSecret, tenantId } }) => {
    if (actor.tenantId !== tenantId) return Promise.resolve(refuse('not_found'));
    const list = domains
      .toLowerCase()
      .split(/[\s,;]+/)
      .filter(Boolean);
    return withTenantOrNothing(actor, (tx) =>
      saveIdentityProvider(tx, actor, {
        ...{ name, issuer, clientId, clientSecret, domains: list },
        isEnabled: state !== 'off',
        isRequired: state === 'required',
      }),
    );
  },
  redirectTo: (_, { request }) => `/${request.locale}/account/organisation?done=saved`,
});

/** Asks the provider whether it is what it is configured as; the call goes out between two transactions. */
export const tryProvider = memberAction({
  name: 'tryProvider',
  limit: 'connectionTest',
  input: z.object({ tenantId: z.string().max(60) }),
  run: async ({ actor, input }) => {
    if (actor.tenantId !== input.tenantId) return refuse('not_found');
    const allowed = authorise(actor, 'member.manage');
    if (!allowed.ok) return allowed;
    const access = await withTenant(actor, (tx) => providerAccess(tx, actor.tenantId, 'test'));
    if (!access) return refuse('not_found');
    const tested = await testProvider(access);
    if (!tested.ok) return refuse('sso_failed');
    const marked = await withTenant(actor, (tx) => markProviderTested(tx, actor));
    return marked.ok ? ok(null) : marked;
  },
  redirectTo: (_, { request }) => `/${request.locale}/account/organisation?done=tested`,
});
