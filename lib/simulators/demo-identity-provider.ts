import { startIdentityProvider, type IdentityProviderSimulator, type SimulatedPerson } from './identity-provider';

/** How the demo's partner and the demo's provider know each other; both ends are on this machine and invented. */
export const demoClient = {
  clientId: 'portico-demo',
  clientSecret: 'a-secret-of-the-demo-only',
  domain: 'northwind.example',
};

/** The people whom the demo's provider knows; their addresses are those of the partner's staff. */
const people: readonly SimulatedPerson[] = [
  { subject: 'owen', email: `owen.castellan@${demoClient.domain}`, name: 'Owen Castellan', mfa: true },
  { subject: 'priya', email: `priya.raman@${demoClient.domain}`, name: 'Priya Raman' },
  { subject: 'nobody', email: `nobody.there@${demoClient.domain}`, name: 'Somebody without an account', mfa: true },
];

/** Starts the provider of the demo's partner: one person with a second factor of its own, one without, one nobody knows. */
export const startDemoIdentityProvider = (port: number): Promise<IdentityProviderSimulator> =>
  startIdentityProvider({
    port,
    clientId: demoClient.clientId,
    clientSecret: demoClient.clientSecret,
    redirectUris: [`${process.env.PUBLIC_URL ?? 'http://localhost:3000'}/api/sign-in/sso`],
    people,
  });
