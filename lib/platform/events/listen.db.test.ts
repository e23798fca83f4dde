import { afterAll, beforeAll, expect, describe, it, vi } from 'vitest';
import { testDatabase, type TestDatabase } from '@/scripts/testing/database';
import { listen } from './index';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const listeners = () =>
  database.sql<{ pid: number }>(
    "select pid from pg_stat_activity where application_name = 'portico-listen' and datname = current_database()",
  );

describe('listen', () => {
  it('wakes at once, at each notification, and again after the connection was cut', async () => {
    const onWake = vi.fn();
    const listener = listen({ role: 'app', channel: 'flow_changed', onWake, retryMs: 50 });
    await expect.poll(() => onWake.mock.calls).toHaveLength(1);
    await database.sql('notify flow_changed');
    await expect.poll(() => onWake.mock.calls).toHaveLength(2);
    await database.sql('notify another_channel');

    const [before] = await listeners();
    await database.sql('select pg_terminate_backend($1)', [before?.pid]);
    await expect.poll(() => onWake.mock.calls).toHaveLength(3);
    // The server may still be taking the old one down.
    await expect.poll(listeners).not.toContainEqual(before);
    expect(await listeners()).toHaveLength(1);
    await database.sql('notify flow_changed');
    await expect.poll(() => onWake.mock.calls).toHaveLength(4);

    await listener.close();
    await expect.poll(listeners).toEqual([]);
    await database.sql('notify flow_changed');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(onWake).toHaveBeenCalledTimes(4);
  });

  it('takes no channel from outside', () => {
    expect(() => listen({ role: 'app', channel: 'x; drop table customers', onWake: () => undefined })).toThrow(
      'channel',
    );
  });
});
