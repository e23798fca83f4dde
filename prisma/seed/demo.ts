import { foldEvents } from '@/lib/analytics';
import { otherCustomers, preparedCustomers, type DemoCustomer } from '@/lib/demo';
import { config } from '@/lib/platform/config';
import { databaseClient } from '@/lib/platform/db';
import { seededChance } from './answers';
import { connectSystems } from './connections';
import { makeCustomer } from './customer';
import { makeHouses } from './houses';
import { openOutsideWorld } from './outside-world';
import { setUpOwnSignIn } from './own-sign-in';
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
    await setUpOwnSignIn(houses.northwind.admin);
    for (const { admin } of [houses.northwind, houses.alufuq]) {
      await connectSystems(admin, outside.others.googleAccount);
    }
    const warehouse = openWarehouse();
    try {
      const now = new Date();
      const live = (customers: readonly DemoCustomer[], seed: number) =>
        inGroups(customers, (customer, index) =>
          makeCustomer({ houses, outside, warehouse, chance: seededChance(seed + index), now }, customer),
        );
      await live(otherCustomers, 1000);
      // The prepared ones come last, so that they are the first in lists by activity.
      await live(preparedCustomers, 2000);
    } finally {
      await warehouse.close();
    }
    await outside.deliverAll();
    await foldEvents();
  } finally {
    await outside.close();
  }
}

/** As many at once as there are connections to spare; the first failure ends it. */
async function inGroups<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += 4) {
    await Promise.all(items.slice(start, start + 4).map((item, offset) => work(item, start + offset)));
  }
}

async function hasPlatform(): Promise<boolean> {
  const [row] = await databaseClient('worker').$queryRaw<{ id: string | null }[]>`select app.platform_tenant() as id`;
  return typeof row?.id === 'string';
}
