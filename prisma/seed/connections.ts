import { demoAddresses, demoProject, demoSecrets } from '@/lib/simulators';
import { saveConnection } from '@/lib/vault';
import { withTenant, type MemberActor } from '@/lib/tenancy';
import { must } from './actors';

type Secret = Readonly<Record<string, string>>;
type Account = Readonly<{ client_email: string; private_key: string }>;

/** Connects a partner of the demo with all the systems that answer in it, as its administrator does on a page. */
export async function connectSystems(admin: MemberActor, googleAccount: Account): Promise<void> {
  const systems: readonly (readonly [system: string, settings: Secret, secret: Secret])[] = [
    ['google-cloud', demoProject, { client_email: googleAccount.client_email, private_key: googleAccount.private_key }],
    [
      'google-ads',
      {},
      {
        client_id: demoSecrets.adsClientId,
        client_secret: demoSecrets.adsClientSecret,
        developer_token: demoSecrets.adsDeveloperToken,
      },
    ],
    ['meta', {}, { app_id: demoSecrets.metaAppId, app_secret: demoSecrets.metaAppSecret }],
    ['grafana', { baseUrl: demoAddresses.grafana }, { token: demoSecrets.grafanaToken }],
    ['prometheus', { baseUrl: demoAddresses.prometheus }, { token: demoSecrets.prometheusToken }],
    ['kubernetes', { baseUrl: demoAddresses.kubernetes, namespace: 'default' }, { token: demoSecrets.kubernetesToken }],
  ];
  for (const [system, settings, secret] of systems) {
    must(await withTenant(admin, (tx) => saveConnection(tx, admin, { system, settings, secret })));
  }
}
