import { marketingWorld } from '@/lib/provisioning/testing/marketing-world';
import { provisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import { deskHost, serviceDeskWorld } from '@/lib/provisioning/testing/service-desk-world';
import type { Subject } from './provisioning-matrix';

/** The templates that set something up, each in a world of its own. */
export const subjects: Readonly<Record<string, () => Promise<Subject>>> = {
  'data-pipeline': async () => {
    const here = await provisioningWorld();
    let count = 0;
    return {
      template: 'data-pipeline',
      sql: here.database.sql,
      submitted: async () => {
        const number = (count += 1);
        return here.submitted(await here.world.customer(here.world.northwind, `pipe-${number}`), `pipe_${number}`);
      },
      run: (flow) => here.run(flow),
      help: () => Promise.resolve(),
      close: () => here.close(),
    };
  },
  'marketing-analytics': async () => {
    const here = await marketingWorld();
    let count = 0;
    return {
      template: 'marketing-analytics',
      sql: here.database.sql,
      submitted: async () => {
        const number = (count += 1);
        const customer = await here.world.customer(here.world.northwind, `shop-${number}`);
        return here.submitted(customer, { customerIdentifier: `shop_${number}` });
      },
      run: (flow) => here.run(flow),
      help: () => Promise.resolve(),
      close: () => here.close(),
    };
  },
  'service-desk': async () => {
    const here = await serviceDeskWorld();
    let count = 0;
    const entered = new Set<string>();
    return {
      template: 'service-desk',
      sql: here.database.sql,
      submitted: async () => {
        const number = (count += 1);
        const customer = await here.world.customer(here.world.northwind, `desk-${number}`);
        return here.submitted(customer, { tenantIdentifier: `desk-${number}`, sdpUrl: `https://${deskHost}` });
      },
      run: (flow) => here.run(flow),
      help: async (flow) => {
        if (entered.has(flow.flowId)) return;
        entered.add(flow.flowId);
        here.worked(`desk-${count}`, 0);
        await here.enterHook(flow);
        await here.desk.saveTicket(deskHost, 'Test ticket for AI Agents integration', 'This is a test ticket');
      },
      close: () => here.close(),
    };
  },
};
