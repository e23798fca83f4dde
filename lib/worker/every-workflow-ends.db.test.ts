import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillTenant, type Belongings } from '@/e2e/isolation/full-world';
import { postgresDatasets, unpaced } from '@/lib/connectors';
import { enqueue, launchEngine, type JobArgs, type Workflow } from '@/lib/platform/jobs';
import { systemMeans } from '@/lib/platform/means';
import { asCustomer } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { endGivenUp, endings } from './given-up';
import { periodicWork, workflows } from './workflows';

let database: TestDatabase;
let world: TestWorld;
let engine: Awaited<ReturnType<typeof launchEngine>>;
let own: Belongings;
let names: readonly string[];
const reported: string[] = [];
const began: string[] = [];
/** What a worker takes of its main queue at a time. */
const places = 20;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  own = await fillTenant(database, world.acme, world.northwind, world.acmeOwner.userId);
  await database.sql(`update provisioning_runs set status = 'done', ended_at = now() where id = $1`, [
    idOf('provisioning_runs'),
  ]);
  await database.sql(
    `update offboardings set status = 'running', run_id = $1, needs_approval = false, ended_at = null where id = $2`,
    [idOf('provisioning_runs'), idOf('offboardings')],
  );
  await database.sql(`update connections set status = 'checking' where id = $1`, [idOf('connections')]);
  const datasets = postgresDatasets(database.warehouseUrl);
  const nothing = () => Promise.resolve(null);
  names = Object.keys(
    workflows({
      datasets,
      wire: { fetch: () => Promise.reject(new Error('not here')), pace: unpaced, now: () => new Date() },
      connection: nothing,
      credential: nothing,
      means: systemMeans,
      random: () => 0,
      onUnexpected: () => undefined,
    }),
  );
  await datasets.close();
  const throws: Workflow = (durable) => durable.step('odd', () => Promise.reject(new Error('nobody foresaw this')));
  engine = await launchEngine({
    url: database.workerUrl,
    executorId: randomUUID(),
    workflows: {
      ...Object.fromEntries(names.map((name) => [name, throws])),
      'throws-outside-of-a-step': () => Promise.reject(new TypeError('x is not a function')),
      'well-behaved': async (durable) => durable.step('work', async () => void began.push('well-behaved')),
    },
    periodic: [],
    givenUp: endGivenUp,
    patience: { attemptsMax: 2, firstPauseMs: 1 },
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (fields, message) => {
        if (message === 'work was given up' && 'workflow' in fields) reported.push(String(fields.workflow));
      },
    },
  });
});
afterAll(async () => {
  await engine.stop();
  await database.close();
});

const idOf = (table: string): string => own[table] ?? '';
const argsOf = (workflow: string): JobArgs => ({
  tenantId: workflow === 'check-connection' ? world.northwind.id : world.acme.id,
  flowId: idOf('onboarding_flows'),
  runId: idOf('provisioning_runs'),
  ...(workflow === 'check-connection' ? { connectionId: idOf('connections') } : {}),
  ...(workflow === 'renew-credential' ? { name: 'private' } : {}),
  checkId: idOf('credential_checks'),
  orderId: idOf('pipeline_orders'),
  queryId: idOf('dataset_queries'),
  messageId: idOf('messages'),
});
const order = (workflow: string, id: string): Promise<void> => {
  const { tenantId = '', ...args } = argsOf(workflow);
  return asCustomer(tenantId, 'test', (tx) => enqueue(tx, { workflow, id, args: { tenantId, ...args } }));
};
const statusOf = async (id: string) =>
  (await database.sql<{ status: string }>('select status from dbos.workflow_status where workflow_uuid = $1', [id]))[0]
    ?.status;
const rowOf = async (table: string, columns: string, key = 'id', id = idOf(table)) =>
  (await database.sql(`select ${columns} from ${table} where ${key} = $1`, [id]))[0];

describe('a workflow whose work always throws', () => {
  it('ends, each of them, says so, and frees the place that it held', async () => {
    const work = [...names, 'throws-outside-of-a-step'];
    for (let turn = 0; turn * work.length < 2 * places; turn += 1) {
      for (const name of work) await order(name, `${name}:${turn}`);
    }
    await order('well-behaved', 'well-behaved');
    await expect.poll(() => statusOf('well-behaved')).toBe('SUCCESS');
    for (const name of work) {
      await expect.poll(() => statusOf(`${name}:0`), { message: name }).toBe('ERROR');
    }
    expect([...new Set(reported)].sort()).toEqual([...work].sort());
    const told = await database.sql<{ workflow: string }>(
      `select distinct details ->> 'workflow' as workflow from audit_logs where action = 'work.given_up'`,
    );
    expect(told.map(({ workflow }) => workflow).sort()).toEqual([...work].sort());
  });

  it('leaves what it worked for with a state that is true', async () => {
    expect(await rowOf('credential_checks', 'status, sealed')).toEqual({ status: 'failed', sealed: null });
    expect(await rowOf('connections', 'status, results')).toMatchObject({
      status: 'failed',
      results: [{ ok: false, code: 'unexpected' }],
    });
    expect(await rowOf('pipeline_orders', 'status, error')).toEqual({
      status: 'FAILED',
      error: { code: 'unexpected' },
    });
    expect(await rowOf('dataset_queries', 'status, code')).toEqual({ status: 'refused', code: 'unexpected' });
    const flowId = idOf('onboarding_flows');
    expect(await rowOf('dataset_reports', 'read_at >= asked_at as looked, error', 'flow_id', flowId)).toEqual({
      looked: true,
      error: { code: 'unexpected' },
    });
    expect(await rowOf('messages', 'status, error')).toEqual({ status: 'failed', error: { code: 'unexpected' } });
    expect(await rowOf('offboardings', 'status')).toEqual({ status: 'held' });
    expect(
      await database.sql(
        `select details from events where name = 'credential.renewal_failed' and flow_id = $1 limit 1`,
        [flowId],
      ),
    ).toEqual([{ details: { credential: 'private', code: 'unexpected' } }]);
  });
});

describe('the table of endings', () => {
  it('knows every workflow and nothing else, and only periodic work that exists', () => {
    expect(Object.keys(endings).sort()).toEqual([...names].sort());
    const periodic = new Set(periodicWork.map(({ name }) => name));
    for (const ending of Object.values(endings)) {
      if ('foundAgainBy' in ending) expect(periodic.has(ending.foundAgainBy), ending.foundAgainBy).toBe(true);
    }
  });

  it('does nothing to what has ended otherwise', async () => {
    await database.sql(`update connections set status = 'passed', results = '[]' where id = $1`, [idOf('connections')]);
    await database.sql(`update messages set status = 'sent', sent_at = now(), error = null where id = $1`, [
      idOf('messages'),
    ]);
    for (const name of ['check-connection', 'deliver-message']) await endGivenUp(name, argsOf(name));
    expect(await rowOf('connections', 'status')).toEqual({ status: 'passed' });
    expect(await rowOf('messages', 'status')).toEqual({ status: 'sent' });
  });
});
