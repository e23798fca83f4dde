import path from 'node:path';
import { googleOrigins, keptServiceAccount, startGoogle, type GoogleSimulator, type ServiceAccountKey } from './google';
import { startGrafana, type GrafanaSimulator } from './grafana';
import type { HttpSimulator } from './http-simulator';
import { startPrometheus, type PrometheusSimulator } from './prometheus';
import { startServiceDesk, type ServiceDeskSimulator } from './service-desk';

/** The systems of others that a demo needs, by the name under which their ports are passed on. */
export const outsideNames = ['google', 'serviceDesk', 'grafana', 'prometheus'] as const;
export type OutsideName = (typeof outsideNames)[number];

/** Where owners of the demo reach their own servers; nobody else has these addresses. */
export const demoAddresses = {
  grafana: 'https://grafana.northwind.example',
  prometheus: 'https://prometheus.northwind.example',
} as const;

/** Credentials that the demo's systems take. They open nothing but the simulators of this machine. */
export const demoSecrets = {
  grafanaToken: 'glsa_demo_of_this_machine_only',
  prometheusToken: 'prometheus-demo-of-this-machine-only',
} as const;

export type OutsideSystems = Readonly<{
  systems: Readonly<{
    google: GoogleSimulator;
    serviceDesk: ServiceDeskSimulator;
    grafana: GrafanaSimulator;
    prometheus: PrometheusSimulator;
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
  const systems = {
    google: await startGoogle(at('google')),
    serviceDesk: await startServiceDesk(at('serviceDesk')),
    grafana: await startGrafana(at('grafana')),
    prometheus: await startPrometheus({ ...at('prometheus'), token: demoSecrets.prometheusToken }),
  };
  const googleAccount = keptServiceAccount(
    path.join(dataDir, 'google-account.json'),
    'onboarding@northwind-analytics.iam.gserviceaccount.com',
  );
  systems.google.tokens.addServiceAccount(googleAccount);
  systems.grafana.addToken(demoSecrets.grafanaToken, 'editor');
  const all: readonly HttpSimulator[] = Object.values(systems);
  return {
    systems,
    googleAccount,
    ports: {
      google: systems.google.port,
      serviceDesk: systems.serviceDesk.port,
      grafana: systems.grafana.port,
      prometheus: systems.prometheus.port,
    },
    close: async () => void (await Promise.all(all.map((simulator) => simulator.close()))),
  };
}

/** Which origins these ports answer for: the product is told with `OUTSIDE_ROUTES`. */
export function outsideRoutes(ports: Readonly<Record<OutsideName, number>>): Readonly<Record<string, string>> {
  const here = (name: OutsideName): string => `http://127.0.0.1:${ports[name]}`;
  return {
    ...Object.fromEntries(googleOrigins.map((origin) => [origin, here('google')])),
    'https://*.servicedeskplus.com': here('serviceDesk'),
    [demoAddresses.grafana]: here('grafana'),
    [demoAddresses.prometheus]: here('prometheus'),
  };
}
