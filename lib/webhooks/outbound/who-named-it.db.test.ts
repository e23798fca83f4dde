import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMails } from '@/lib/demo';
import { codeOf, must } from '@/lib/onboarding/testing-flow';
import { safeFetch } from '@/lib/platform/http';
import { systemMeans } from '@/lib/platform/means';
import { withTenant } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestActor, type TestDatabase } from '@/scripts/testing/database';
import { deliverOutbound } from './deliver';
import { addEndpoint, sendTestEvent } from './manage-endpoints';

/** A server inside, and how often it was reached. */
type Inside = { server: Server; origin: string; hits: number };

let database: TestDatabase;
let admin: TestActor;
let ofOperator: Inside;
let forPartners: Inside;

const inside = async (): Promise<Inside> => {
  const server = createServer((_request, response) => {
    made.hits += 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const made: Inside = { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hits: 0 };
  return made;
};

beforeAll(async () => {
  [ofOperator, forPartners] = await Promise.all([inside(), inside()]);
  Object.assign(process.env, {
    ALLOWED_ENDPOINTS: ofOperator.origin,
    ALLOWED_PARTNER_ENDPOINTS: forPartners.origin,
    SIMULATORS_URL: ofOperator.origin,
  });
  database = await testDatabase();
  admin = (await withTestWorld(database)).northwindAdmin;
});
afterAll(async () => {
  ofOperator.server.close();
  forPartners.server.close();
  await database.close();
});

const add = (url: string) =>
  withTenant(admin, (tx) => addEndpoint(tx, admin, { url, events: ['flow.submitted'] }, systemMeans));

/** What the last attempt to reach an endpoint came to. */
async function deliverTo(endpointId: string): Promise<unknown> {
  must(await withTenant(admin, (tx) => sendTestEvent(tx, admin, { endpointId })));
  await deliverOutbound({ fetch: safeFetch, means: systemMeans, random: () => 0.5 });
  const [row] = await database.sql(
    `select status, last_status, last_failure from outbound_deliveries where endpoint_id = $1`,
    [endpointId],
  );
  return row;
}

describe('an address inside', () => {
  it('that the settings name is reached by what the settings name', async () => {
    await readMails();
    expect(ofOperator.hits).toBe(1);
  });

  it('that only the operator may reach is refused to a partner who names it', async () => {
    expect(codeOf(await add(`${ofOperator.origin}/hook`))).toBe('invalid_input');
    // One that was saved before the operator listed it, or in any other way.
    const { id } = must(await add('https://hooks.partner.example/hook'));
    await database.sql('update outbound_endpoints set url = $1 where id = $2', [`${ofOperator.origin}/hook`, id]);
    const before = ofOperator.hits;
    expect(await deliverTo(id)).toEqual({ status: 'pending', last_status: null, last_failure: 'address_refused' });
    expect(ofOperator.hits).toBe(before);
  });

  it('that the operator allows partners as well is reached when a partner names it', async () => {
    const { id } = must(await add(`${forPartners.origin}/hook`));
    expect(await deliverTo(id)).toEqual({ status: 'delivered', last_status: 200, last_failure: null });
    expect(forPartners.hits).toBe(1);
  });
});
