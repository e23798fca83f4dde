import { postgresDatasets } from '@/lib/connectors';
import { forgetBreakers } from '@/lib/connectors/testing/outside';
import type { Durable } from '@/lib/platform/jobs';
import { marketingWorld, ownerProject } from '@/lib/provisioning/testing/marketing-world';
import { provisioningWorld, type ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import { deskHost, serviceDeskWorld } from '@/lib/provisioning/testing/service-desk-world';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { provisionFlow, undoRunWorkflow } from '@/lib/provisioning';
import { googleOrigins } from '@/lib/simulators';
import { disturbedFetch, httpKinds, type Disturbed } from './disturbed-fetch';
import { Outside } from './outside';
import type { Subject } from './provisioning-matrix';
import { atGoogle, atGrafana, atServiceDesk, inCluster, warehouseLook } from './reality';
import { startWarehouseProxy, warehouseKinds } from './warehouse-proxy';

/** The templates that set something up, each in a world of its own. */
export const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  'data-pipeline': async () => {
    const here = await provisioningWorld();
    const around = await surroundings(here, []);
    const warehouse = await warehouseLook(here);
    let count = 0;
    return {
      template: 'data-pipeline',
      ...around,
      submitted: async () => {
        const number = (count += 1);
        return here.submitted(await here.world.customer(here.world.northwind, `pipe-${number}`), `pipe_${number}`);
      },
      called: [],
      help: () => Promise.resolve(),
      reality: () => around.settled(warehouse.look),
      close: () => around.close(here.close, warehouse.close),
    };
  },
  'marketing-analytics': async () => {
    const here = await marketingWorld();
    const around = await surroundings(here, [
      {
        name: 'google',
        simulator: here.google,
        owns: ({ origin }) => origin === here.google.origin || googleOrigins.some((known) => known === origin),
      },
    ]);
    here.credentials.google_ads_refresh_token = { refresh_token: '1//0refresh' };
    here.credentials.meta_access_token = { access_token: 'EAAG-access' };
    let count = 0;
    return {
      template: 'marketing-analytics',
      ...around,
      submitted: async () => {
        const number = (count += 1);
        const customer = await here.world.customer(here.world.northwind, `shop-${number}`);
        return here.submitted(customer, { customerIdentifier: `shop_${number}` });
      },
      called: [],
      help: () => Promise.resolve(),
      reality: () =>
        around.settled(() => Promise.resolve(atGoogle(here.google, `${ownerProject}.growthnav_registry.customers`))),
      close: () => around.close(here.close),
    };
  },
  'service-desk': async () => {
    const here = await serviceDeskWorld();
    const own = ({ simulator, ...system }: Omit<Disturbed, 'owns'>): Disturbed => ({
      ...system,
      simulator,
      owns: ({ origin }) => origin === simulator.origin,
    });
    const around = await surroundings(here, [
      { name: 'service-desk', simulator: here.desk, owns: ({ host }) => host === deskHost },
      own({ name: 'grafana', simulator: here.grafana }),
      own({ name: 'prometheus', simulator: here.prometheus }),
      own({ name: 'kubernetes', simulator: here.kubernetes }),
    ]);
    const warehouse = await warehouseLook(here);
    let count = 0;
    const entered = new Set<string>();
    return {
      template: 'service-desk',
      ...around,
      submitted: async () => {
        const number = (count += 1);
        // Doors of earlier customers are closed in their service desk as well, or each ticket would knock at all of them.
        here.desk.instance(deskHost).hooks.length = 0;
        const customer = await here.world.customer(here.world.northwind, `desk-${number}`);
        return here.submitted(customer, { tenantIdentifier: `desk-${number}`, sdpUrl: `https://${deskHost}` });
      },
      called: ['firstDelivery', 'ticketDelivered'],
      kinds: { ...around.kinds, deliveries: ['duplicate', 'out_of_order'] },
      help: async (flow) => {
        const { outside } = around;
        const wrong = outside.disturbance?.system === 'deliveries' ? outside.disturbance : null;
        const disturb = (action: string): void => {
          if (wrong?.place.action !== action) return;
          here.desk.deliveries.fault(wrong.kind === 'duplicate' ? 'duplicate' : 'out_of_order');
          outside.fired += 1;
        };
        if (entered.has(flow.flowId)) {
          // What is late comes after the next ticket.
          if (wrong?.kind === 'out_of_order') await here.desk.saveTicket(deskHost, 'Another ticket');
          return;
        }
        entered.add(flow.flowId);
        here.worked(`desk-${count}`, 0);
        await here.enterHook(flow);
        disturb('firstDelivery');
        await here.desk.saveTicket(deskHost, 'Test ticket for AI Agents integration', 'This is a test ticket');
        disturb('ticketDelivered');
      },
      reality: () =>
        around.settled(async () => [
          ...(await warehouse.look()),
          ...atServiceDesk(here.desk, deskHost),
          ...atGrafana(here.grafana),
          ...inCluster(here.kubernetes),
        ]),
      close: () => around.close(here.close, warehouse.close),
    };
  },
};

/** A worker whose every request to the systems around can be made to go wrong, and whose waits are over at once. */
async function surroundings(
  { database, environment }: Pick<ProvisioningWorld, 'database' | 'environment'>,
  systems: readonly Disturbed[],
) {
  const outside = new Outside(database.sql);
  const proxy = await startWarehouseProxy(database.warehouseUrl, outside);
  const datasets = postgresDatasets(proxy.url);
  let waited = 0;
  const durable: Durable = {
    step: (_name, work) => work(),
    sleep: (ms) => {
      waited += ms;
      // Time has passed: a system that was left alone for a while may be asked again.
      forgetBreakers();
      return Promise.resolve();
    },
  };
  const disturbed = {
    ...environment,
    datasets,
    wire: { ...environment.wire, fetch: disturbedFetch(environment.wire.fetch, outside, systems) },
    means: { ...environment.means, clock: { now: () => new Date(environment.means.clock.now().getTime() + waited) } },
  };
  return {
    sql: database.sql,
    outside,
    kinds: {
      warehouse: warehouseKinds,
      ...Object.fromEntries(systems.map(({ name }) => [name, httpKinds])),
    },
    run: ({ tenantId, runId }: SubmittedFlow) => provisionFlow(disturbed)(durable, { tenantId, runId }),
    undo: ({ tenantId, runId }: SubmittedFlow) => undoRunWorkflow(disturbed)(durable, { tenantId, runId }),
    settled: async <T>(look: () => Promise<T>): Promise<T> => {
      await proxy.settled();
      return look();
    },
    close: async (closeWorld: () => Promise<void>, closeLook?: () => Promise<void>): Promise<void> => {
      await closeLook?.();
      await datasets.close();
      await proxy.close();
      await closeWorld();
    },
  };
}
