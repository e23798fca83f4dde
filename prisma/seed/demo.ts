import { foldEvents } from '@/lib/analytics';
import { otherCustomers, preparedCustomers } from '@/lib/demo';
import { config } from '@/lib/platform/config';
import { databaseClient } from '@/lib/platform/db';
import { seededChance } from './answers';
import { makeCustomer } from './customer';
import { makeHouses } from './houses';
import { openOutsideWorld } from './outside-world';
import { openWarehouse } from './warehouse';

/**
 * Makes the demo world, if there is no platform yet: a platform, two partners, staff for every role, and customers with
 * flows in every state that the product reaches. Everything goes through the use cases, so that audit, events, figures
 * and mails are what they would be after people had done it. Throws when the mode is `production`.
 */
export async function seedDemo(): Promise<void> {
  const outside = await openOutsideWorld();
  try {
    if (config().mode === 'production')
      throw new Error('A demo world in production would mix invented people with real ones');
    if (await hasPlatform()) return;
    const houses = await makeHouses();
    const warehouse = openWarehouse();
    try {
      const world = { houses, outside, warehouse, chance: seededChance(20261121), now: new Date() };
      // The prepared ones come last, so that they are the first in lists by activity.
      for (const customer of [...otherCustomers, ...preparedCustomers]) await makeCustomer(world, customer);
    } finally {
      await warehouse.close();
    }
    await outside.deliverAll();
    await foldEvents();
  } finally {
    await outside.close();
  }
}

async function hasPlatform(): Promise<boolean> {
  const [row] = await databaseClient('worker').$queryRaw<{ id: string | null }[]>`select app.platform_tenant() as id`;
  return typeof row?.id === 'string';
}
