import path from 'node:path';
import { registryColumns, zohoOrigins } from '@/lib/connectors';
import { googleOrigins, keptServiceAccount, startGoogle, type GoogleSimulator, type ServiceAccountKey } from './google';
import { startGoogleAds, type GoogleAdsSimulator } from './google-ads';
import { startGrafana, type GrafanaSimulator } from './grafana';
import type { HttpSimulator } from './http-simulator';
import { startKubernetes, type KubernetesSimulator } from './kubernetes';
import { startMeta, type MetaSimulator } from './meta';
import { startPrometheus, type PrometheusSimulator } from './prometheus';
import { startServiceDesk, type ServiceDeskSimulator } from './service-desk';

/** The systems of others that a demo needs, by the name under which their ports are passed on. */
export const outsideNames = [
  'google',
  'googleAds',
  'meta',
  'serviceDesk',
  'grafana',
  'prometheus',
  'kubernetes',
] as const;
export type OutsideName = (typeof outsideNames)[number];

/** Where owners of the demo reach their own servers; nobody else has these addresses. */
export const demoAddresses = {
  grafana: 'https://grafana.northwind.example',
  prometheus: 'https://prometheus.northwind.example',
  kubernetes: 'https://cluster.northwind.example:6443',
} as const;

/** Credentials that the demo's systems take. They open nothing but the simulators of this machine. */
export const demoSecrets = {
  grafanaToken: 'glsa_demo_of_this_machine_only',
  prometheusToken: 'prometheus-demo-of-this-machine-only',
  kubernetesToken: 'kubernetes-demo-of-this-machine-only',
  adsClientId: 'demo.apps.googleusercontent.com',
  adsClientSecret: 'GOCSPX-demo-of-this-machine-only',
  adsDeveloperToken: 'demo-developer-token',
  metaAppId: '4711004711',
  metaAppSecret: 'demo-app-secret-of-this-machine-only',
  /** What a customer of the demo types: one of each works, the other one does not open what it should. */
  adsRefreshToken: '1//0demo-refresh-token-that-works',
  adsRefreshTokenOfSomebodyElse: '1//0demo-refresh-token-of-somebody-else',
  metaAccessToken: 'EAAGdemoAccessTokenThatWorks',
  metaAccessTokenWithoutRights: 'EAAGdemoAccessTokenWithoutRights',
} as const;

/** Where the demo's partner keeps its data at Google. */
export const demoProject = {
  projectId: 'northwind-analytics',
  location: 'EU',
  registryDataset: 'customer_registry',
  registryTable: 'customers',
} as const;

/** The advertising accounts that the tokens of the demo open. */
export const demoAccounts = { googleAds: ['123-456-7890', '987-654-3210'], meta: ['act_12345678'] } as const;

export type OutsideSystems = Readonly<{
  systems: Readonly<{
    google: GoogleSimulator;
    googleAds: GoogleAdsSimulator;
    meta: MetaSimulator;
    serviceDesk: ServiceDeskSimulator;
    grafana: GrafanaSimulator;
    prometheus: PrometheusSimulator;
    kubernetes: KubernetesSimulator;
  }>;
  /** The account with which the demo's partners work at Google. */
  googleAccount: ServiceAccountKey;
  ports: Readonly<Record<OutsideName, number>>;
  close: () => Promise<void>;
}>;

/** Starts them all on these ports (0 takes a free one). What they hold is kept in `dataDir` from start to start. */
export async function startOutsideSystems({
  dataDir,
  ports = {},
}: Readonly<{ dataDir: string; ports?: Partial<Record<OutsideName, number>> }>): Promise<OutsideSystems> {
  const at = (name: OutsideName) => ({
    port: ports[name] ?? 0,
    file: path.join(dataDir, 'outside', `${name}.state`),
  });
  const google = await startGoogle(at('google'));
  const prometheus = await startPrometheus({ ...at('prometheus'), token: demoSecrets.prometheusToken });
  const systems = {
    google,
    googleAds: await startGoogleAds({ port: at('googleAds').port, tokens: google.tokens }),
    meta: await startMeta({ port: at('meta').port }),
    serviceDesk: await startServiceDesk(at('serviceDesk')),
    grafana: await startGrafana({ ...at('grafana'), saved: (tags) => countFor(prometheus, tags) }),
    prometheus,
    kubernetes: await startKubernetes(at('kubernetes')),
  };
  const googleAccount = keptServiceAccount(
    path.join(dataDir, 'google-account.json'),
    'onboarding@northwind-analytics.iam.gserviceaccount.com',
  );
  google.tokens.addServiceAccount(googleAccount);
  makeRegistry(google);
  systems.grafana.addToken(demoSecrets.grafanaToken, 'editor');
  systems.kubernetes.addToken(demoSecrets.kubernetesToken);
  systems.kubernetes.addNamespace('default');
  systems.kubernetes.addDeployment('default', 'celery-worker');
  makeAdvertising(systems);
  const all: readonly HttpSimulator[] = Object.values(systems);
  return {
    systems,
    googleAccount,
    ports: Object.fromEntries(outsideNames.map((name) => [name, systems[name].port])) as Record<OutsideName, number>,
    close: async () => void (await Promise.all(all.map((simulator) => simulator.close()))),
  };
}

/**
 * The partner's own product, as far as anybody sees of it here: once a tenant has a dashboard it has worked on one ticket
 * of that tenant, within twelve seconds.
 */
function countFor(prometheus: PrometheusSimulator, tags: readonly string[]): void {
  for (const tag of tags) {
    const labels = { tenant_id: tag };
    prometheus.set('enhancement_requests_total', labels, 1);
    prometheus.set('enhancement_requests_success_total', labels, 1);
    prometheus.set('enhancement_duration_seconds_sum', labels, 12);
    prometheus.set('enhancement_duration_seconds_count', labels, 1);
  }
}

/** The register of customers in the partner's project, as somebody made it there long ago. */
function makeRegistry(google: GoogleSimulator): void {
  const { projectId, registryDataset, registryTable } = demoProject;
  const isThere = google
    .datasets()
    .some(
      (each) => each.projectId === projectId && each.datasetId === registryDataset && each.tables.has(registryTable),
    );
  if (isThere) return;
  const lists = ['google_ads_customer_ids', 'meta_ad_account_ids', 'tags'];
  google.addTable(`${projectId}.${registryDataset}.${registryTable}`, [
    ...registryColumns.map((name) => ({
      name,
      type: 'STRING',
      mode: lists.includes(name) ? 'REPEATED' : name === 'customer_id' ? 'REQUIRED' : 'NULLABLE',
    })),
    { name: 'created_at', type: 'TIMESTAMP', mode: 'NULLABLE' },
    { name: 'updated_at', type: 'TIMESTAMP', mode: 'NULLABLE' },
  ]);
}

/** Who has agreed to what at the advertising networks. */
function makeAdvertising({ google, googleAds, meta }: OutsideSystems['systems']): void {
  const { tokens } = google;
  const scopes = ['https://www.googleapis.com/auth/adwords'];
  const clientId = demoSecrets.adsClientId;
  tokens.addClient(clientId, demoSecrets.adsClientSecret);
  tokens.addConsent({ refreshToken: demoSecrets.adsRefreshToken, clientId, subject: 'demo', scopes });
  tokens.addConsent({ refreshToken: demoSecrets.adsRefreshTokenOfSomebodyElse, clientId, subject: 'else', scopes });
  googleAds.give('demo', ...demoAccounts.googleAds.map((id) => id.replaceAll('-', '')));
  googleAds.give('else', '9998887777');
  const appId = demoSecrets.metaAppId;
  meta.addApp(appId, demoSecrets.metaAppSecret);
  const accounts = [...demoAccounts.meta];
  meta.addToken(demoSecrets.metaAccessToken, { name: 'Demo', appId, scopes: ['ads_read'], accounts });
  meta.addToken(demoSecrets.metaAccessTokenWithoutRights, { name: 'Demo', appId, scopes: ['email'], accounts });
}

/** Which origins these ports answer for: the product is told with `OUTSIDE_ROUTES`. */
export function outsideRoutes(ports: Readonly<Record<OutsideName, number>>): Readonly<Record<string, string>> {
  const here = (name: OutsideName): string => `http://127.0.0.1:${ports[name]}`;
  return {
    ...Object.fromEntries(googleOrigins.map((origin) => [origin, here('google')])),
    'https://googleads.googleapis.com': here('googleAds'),
    'https://graph.facebook.com': here('meta'),
    'https://*.servicedeskplus.com': here('serviceDesk'),
    ...Object.fromEntries(zohoOrigins.map((origin) => [origin, here('serviceDesk')])),
    // Invented customers with a server of their own; addresses that are listed whole come first.
    'https://*.example': here('serviceDesk'),
    [demoAddresses.grafana]: here('grafana'),
    [demoAddresses.prometheus]: here('prometheus'),
    [demoAddresses.kubernetes]: here('kubernetes'),
  };
}
