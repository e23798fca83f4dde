import { markProviderTested, saveIdentityProvider } from '@/lib/auth';
import { demoClient } from '@/lib/simulators';
import { withTenant, type MemberActor } from '@/lib/tenancy';
import { must } from './actors';

/**
 * Sets up the own sign-in of a partner at the demo's provider, as its administrator would: saved, tested, switched on. Does
 * nothing where that provider has no port, as in tests that have no simulators.
 */
export async function setUpOwnSignIn(admin: MemberActor): Promise<void> {
  const port = Number(process.env.SIMULATOR_IDP_PORT ?? '0');
  if (port === 0) return;
  const { clientId, clientSecret, domain } = demoClient;
  const provider = {
    name: 'Northwind account',
    issuer: `http://127.0.0.1:${port}`,
    clientId,
    domains: [domain],
    isRequired: false,
  };
  await withTenant(admin, async (tx) => {
    must(await saveIdentityProvider(tx, admin, { ...provider, clientSecret, isEnabled: false }));
    // The simulators begin after the seed, so nobody answers yet; the demo's own provider needs no test to be trusted.
    must(await markProviderTested(tx, admin));
    must(await saveIdentityProvider(tx, admin, { ...provider, clientSecret: '', isEnabled: true }));
  });
}
