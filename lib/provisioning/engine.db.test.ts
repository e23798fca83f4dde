import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConnectorError } from '@/lib/connectors';
import { immediate, type Durable } from '@/lib/platform/jobs';
import { sharedPace } from '@/lib/platform/rate-limit';
import { withTenant } from '@/lib/tenancy';
import { advance } from './advance';
import { decideApproval } from './decide-approval';
import { dryRun } from './dry-run';
import { getRunView } from './get-run-view';
import { listLeftovers } from './list-leftovers';
import { planPreview } from './plan-preview';
import { tendRuns } from './resume-run';
import { retryRun } from './retry-run';
import { offboardWorkflow, provisionFlow, undoRunWorkflow } from './run';
import { takeRun } from './take-run';
import { changingActions, provisioningWorld, type ProvisioningWorld } from './testing/provisioning-world';
import type { SubmittedFlow } from './testing/submitted-flow';
import { undoAction } from './undo-action';
import { undoRun } from './undo-run';

let here: ProvisioningWorld;
const folder = mkdtempSync(path.join(tmpdir(), 'portico-engine-'));
beforeAll(async () => {
  here = await provisioningWorld();
});
afterEach(() => {
  delete process.env.PORTICO_FAULTS;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await here.close();
});

let count = 0;
const faults = (list: readonly Readonly<{ at: string; times?: number }>[]): void => {
  const file = path.join(folder, `faults-${(count += 1)}.json`);
  writeFileSync(file, JSON.stringify(list.map((fault) => ({ ...fault, do: 'fail' }))));
  process.env.PORTICO_FAULTS = file;
};
let customers = 0;
const newCustomer = () => here.world.customer(here.world.northwind, `engine-${(customers += 1)}`);
const runOf = async (runId: string) => {
  const [row] = await here.database.sql<{ status: string; wait_for: string | null; failure: unknown; epoch: number }>(
    'select status, wait_for, failure, epoch from provisioning_runs where id = $1',
    [runId],
  );
  return row;
};
const statuses = async (runId: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (
      await here.database.sql<{ action_id: string; status: string }>(
        'select action_id, status from provisioning_actions where run_id = $1 order by position',
        [runId],
      )
    ).map((row) => [row.action_id, row.status]),
  );
const inventory = (flow: SubmittedFlow) =>
  here.database.sql<{ action_id: string; kind: string; status: string }>(
    'select action_id, kind, status from inventory_items where flow_id = $1 order by created_at, id',
    [flow.flowId],
  );
const queued = (prefix: string) =>
  here.database.sql<{ name: string }>('select name from dbos.workflow_status where workflow_uuid like $1', [
    `${prefix}%`,
  ]);
/** The dataset is made only after somebody has agreed. */
const withApproval = changingActions((actions) => [
  {
    id: 'approval',
    uses: 'approval.wait',
    title: { en: 'Approval', ar: 'موافقة' },
    with: { withinMinutes: 60 },
    onLaterFailure: 'ignore',
  },
  ...actions.map((action) => (action.id === 'dataset' ? { ...action, needs: ['approval'] } : action)),
]);

describe('a run that waits for people', () => {
  const waitingFlow = async (name: string) => {
    const flow = await here.submitted(await newCustomer(), name, withApproval);
    await here.run(flow);
    return flow;
  };
  const decide = (flow: SubmittedFlow, decision: 'approve' | 'decline', actor = here.world.northwindManager) =>
    withTenant(actor, (tx) => decideApproval(tx, actor, { flowId: flow.flowId, actionId: 'approval', decision }));

  it('holds no worker, goes on when somebody agrees, and takes a word once', async () => {
    const flow = await waitingFlow('waits_1');
    expect(await runOf(flow.runId)).toMatchObject({ status: 'waiting', wait_for: 'approval' });
    const actor = here.world.northwindManager;
    const view = await withTenant(actor, (tx) => getRunView(tx, actor, flow));
    expect(view).toMatchObject({
      ok: true,
      value: { underWay: true, waiting: { for: 'approval', actionId: 'approval' } },
    });
    const { alufuqManager, acmeContributor } = here.world;
    expect(await decide(flow, 'approve', alufuqManager)).toMatchObject({ refusal: { code: 'not_found' } });
    expect(await decide(flow, 'approve', acmeContributor)).toMatchObject({ refusal: { code: 'not_found' } });
    expect(await decide(flow, 'approve')).toMatchObject({ ok: true });
    expect(await decide(flow, 'approve')).toMatchObject({ refusal: { code: 'approval_not_open' } });
    expect(await queued(`resume:${flow.runId}:`)).toEqual([{ name: 'provision-flow' }]);
    await here.run(flow);
    expect(await runOf(flow.runId)).toMatchObject({ status: 'done', wait_for: null });
    const after = await withTenant(actor, (tx) => getRunView(tx, actor, flow));
    expect(after).toMatchObject({ value: { approvals: [{ actionId: 'approval', decision: 'approve' }] } });
  });

  it('is not agreed to by whoever sent the answers in', async () => {
    const flow = await waitingFlow('waits_2');
    await here.database.sql(`update flow_milestones set user_id = $2 where flow_id = $1 and name = 'submitted'`, [
      flow.flowId,
      here.world.northwindManager.userId,
    ]);
    expect(await decide(flow, 'approve')).toMatchObject({ refusal: { code: 'approval_own' } });
    expect(await decide(flow, 'approve', here.world.northwindAdmin)).toMatchObject({ ok: true });
  });

  it('ends when somebody says no, and leaves nothing', async () => {
    const flow = await waitingFlow('waits_3');
    expect(await decide(flow, 'decline')).toMatchObject({ ok: true });
    await here.run(flow);
    expect(await runOf(flow.runId)).toMatchObject({
      status: 'undone',
      failure: { failed_step: 'approval', errors: [{ code: 'declined' }] },
    });
    expect(await inventory(flow)).toEqual([]);
  });

  it('fails when nobody has said anything in time, and is asked for by the job that tends runs', async () => {
    const flow = await waitingFlow('waits_4');
    await here.database.sql(
      `update provisioning_actions set wait_until = now() - interval '1 minute' where run_id = $1`,
      [flow.runId],
    );
    await tendRuns();
    expect(await queued(`resume:${flow.runId}:`)).toEqual([]);
    await here.database.sql(`update provisioning_runs set look_at = now() - interval '1 minute' where id = $1`, [
      flow.runId,
    ]);
    await tendRuns();
    await tendRuns();
    expect(await queued(`resume:${flow.runId}:`)).toEqual([{ name: 'provision-flow' }]);
    await here.run(flow);
    expect(await runOf(flow.runId)).toMatchObject({
      status: 'undone',
      failure: { errors: [{ action: 'approval', code: 'waited_too_long' }] },
    });
  });
});

describe('who works on a run', () => {
  it('is one worker: whoever was overtaken stores nothing more', async () => {
    const flow = await here.submitted(await newCustomer(), 'fenced_1');
    const first = await takeRun(flow);
    const second = await takeRun(flow);
    if (!first || !second) throw new Error('not taken');
    expect(second.run.epoch).toBe(first.run.epoch + 1);
    const end = { status: 'undone', ended: true } as const;
    expect(await advance(first.run, { end }, here.environment.means)).toBe('stop');
    expect(await runOf(flow.runId)).toMatchObject({ status: 'planned' });
    expect(await advance(second.run, { end }, here.environment.means)).toBe('go');
    expect(await runOf(flow.runId)).toMatchObject({ status: 'undone' });
  });

  it('goes on from the receipts after a death, and makes nothing twice', async () => {
    const flow = await here.submitted(await newCustomer(), 'dies_1');
    faults([{ at: 'apply:tables:afterReceipt', times: 1 }]);
    await expect(here.run(flow)).rejects.toMatchObject({ code: 'unreachable' });
    expect(await statuses(flow.runId)).toMatchObject({ tables: 'verified', customerKey: 'working' });
    await here.run(flow);
    expect(await runOf(flow.runId)).toMatchObject({ status: 'done', epoch: 2 });
    const told = await here.database.sql(`select 1 from events where flow_id = $1 and name = 'action.applied'`, [
      flow.flowId,
    ]);
    expect(told).toHaveLength(6);
  });
});

describe('an attempt that fails', () => {
  const slowed = (codes: (Readonly<{ code: 'rate_limited' | 'unreachable'; after?: number }> | null)[]) => {
    const { datasets } = here.environment;
    const create = datasets.create.bind(datasets);
    datasets.create = (target) => {
      const next = codes.shift();
      if (!next) return create(target);
      return Promise.reject(new ConnectorError(next.code, { system: 'Warehouse' }, undefined, next.after ?? null));
    };
    return { ...here.environment, datasets };
  };
  const pausing = () => {
    const pauses: number[] = [];
    const durable: Durable = {
      ...immediate,
      sleep: (ms) => {
        pauses.push(ms);
        return Promise.resolve();
      },
    };
    return { durable, pauses };
  };

  it('is tried again no sooner than the other system asks, and being asked to wait uses no attempt up', async () => {
    const flow = await here.submitted(await newCustomer(), 'slow_1');
    const { durable, pauses } = pausing();
    const five = Array.from({ length: 5 }, () => ({ code: 'rate_limited' as const, after: 7000 }));
    await provisionFlow(slowed([...five, { code: 'unreachable' }, null]))(durable, flow);
    expect(await runOf(flow.runId)).toMatchObject({ status: 'done' });
    expect(pauses).toEqual([7000, 7000, 7000, 7000, 7000, 500]);
    const actor = here.world.northwindManager;
    const view = await withTenant(actor, (tx) => getRunView(tx, actor, flow));
    expect(view.ok && view.value?.actions.find(({ id }) => id === 'dataset')?.tries).toMatchObject([
      { code: 'rate_limited', times: 5, counts: false },
      { code: 'unreachable', times: 1, counts: true },
    ]);
  });
});

describe('a long wait that another system asks for', () => {
  it('holds no place of a worker: the run is looked at when it is over', async () => {
    const flow = await here.submitted(await newCustomer(), 'slow_2');
    const { datasets } = here.environment;
    let asked = 0;
    const create = datasets.create.bind(datasets);
    datasets.create = (target) => {
      asked += 1;
      if (asked > 1) return create(target);
      return Promise.reject(new ConnectorError('rate_limited', { system: 'Warehouse' }, undefined, 600_000));
    };
    const asleep = { ...immediate, sleep: () => Promise.reject(new Error('it slept')) };
    await provisionFlow(here.environment)(asleep, flow);
    const look = async () => {
      const [row] = await here.database.sql<{ status: string; seconds: number }>(
        `select status, extract(epoch from look_at - now())::int as seconds from provisioning_runs where id = $1`,
        [flow.runId],
      );
      return row;
    };
    expect([asked, (await look())?.status]).toEqual([1, 'running']);
    expect((await look())?.seconds).toBeGreaterThan(500);
    expect((await look())?.seconds).toBeLessThanOrEqual(600);
    await here.database.sql(`update provisioning_runs set look_at = now() - interval '1 second' where id = $1`, [
      flow.runId,
    ]);
    const due = await here.database.sql<{ run_id: string }>('select run_id from app.runs_to_tend(50)');
    expect(due.map(({ run_id: runId }) => runId)).toContain(flow.runId);
    await provisionFlow(here.environment)(asleep, flow);
    expect(await runOf(flow.runId)).toMatchObject({ status: 'done' });
  });
});

describe('a look before anything is made', () => {
  it('tells of each action what it would do, and changes nothing', async () => {
    const flow = await here.submitted(await newCustomer(), 'looked_1');
    const { northwindManager, alufuqManager, acmeOwner } = here.world;
    const ask = (actor: typeof acmeOwner) => withTenant(actor, (tx) => dryRun(tx, actor, flow));
    expect(await ask(alufuqManager)).toMatchObject({ refusal: { code: 'not_found' } });
    expect(await ask(acmeOwner)).toMatchObject({ refusal: { code: 'forbidden' } });
    const asked = await ask(northwindManager);
    if (!asked.ok) throw new Error(asked.refusal.code);
    expect(await ask(northwindManager)).toMatchObject({ refusal: { code: 'run_not_allowed' } });
    await here.run(flow, asked.value.runId);
    const look = () =>
      withTenant(northwindManager, (tx) => getRunView(tx, northwindManager, { flowId: flow.flowId, kind: 'dry_run' }));
    const first = await look();
    expect(first).toMatchObject({ ok: true, value: { kind: 'dry_run', status: 'done' } });
    expect(first.ok && first.value?.actions.map(({ finding }) => finding?.result)).toEqual(
      Array<string>(6).fill('would_create'),
    );
    expect(await inventory(flow)).toEqual([]);
    expect(await here.schemas(here.world.northwind.id)).not.toContain('looked_1');
    expect(await runOf(flow.runId)).toMatchObject({ status: 'planned' });

    await here.run(flow);
    const again = await ask(northwindManager);
    if (!again.ok) throw new Error(again.refusal.code);
    await here.run(flow, again.value.runId);
    const second = await look();
    expect(second.ok && second.value?.actions.find(({ id }) => id === 'dataset')?.finding).toEqual({
      result: 'exists',
    });
    expect(await inventory(flow)).toHaveLength(8);
  });

  it('shows the plan with what it creates, what it needs and who is told', async () => {
    const flow = await here.submitted(await newCustomer(), 'previewed_1');
    const { northwindManager, alufuqManager } = here.world;
    const stranger = await withTenant(alufuqManager, (tx) => planPreview(tx, alufuqManager, flow));
    expect(stranger).toMatchObject({ refusal: { code: 'not_found' } });
    const view = await withTenant(northwindManager, (tx) => planPreview(tx, northwindManager, flow));
    if (!view.ok) throw new Error(view.refusal.code);
    expect(view.value.problems).toEqual([]);
    expect(view.value.told).toContainEqual({ event: 'run.done', kind: 'run_done', to: 'owners' });
    expect(view.value.actions.find(({ id }) => id === 'dataset')).toMatchObject({ creates: ['dataset'], waits: false });
    const record = view.value.actions.find(({ id }) => id === 'customerKeyRecord');
    expect(record?.args).toContainEqual({ name: 'key', kind: 'sealed' });
  });
});

describe('taking one action back', () => {
  it('takes what needs it along, holds the run, and the next run adopts the rest', async () => {
    const flow = await here.submitted(await newCustomer(), 'one_back_1');
    await here.run(flow);
    const { northwindManager, alufuqManager } = here.world;
    const ask = (actor: typeof northwindManager, actionId: string) =>
      withTenant(actor, (tx) => undoAction(tx, actor, { flowId: flow.flowId, actionId }));
    expect(await ask(alufuqManager, 'customerKey')).toMatchObject({ refusal: { code: 'not_found' } });
    expect(await ask(northwindManager, 'nothing')).toMatchObject({ refusal: { code: 'run_not_allowed' } });
    const asked = await ask(northwindManager, 'customerKey');
    expect(asked).toMatchObject({ ok: true, value: { runId: flow.runId } });
    await undoRunWorkflow(here.environment)(immediate, {
      tenantId: flow.tenantId,
      runId: flow.runId,
      actionId: 'customerKey',
    });
    expect(await runOf(flow.runId)).toMatchObject({ status: 'held' });
    expect(await statuses(flow.runId)).toMatchObject({
      dataset: 'verified',
      customerKey: 'undone',
      customerKeyRecord: 'undone',
    });
    expect(await here.schemas(here.world.northwind.id)).toContain('one_back_1');
    const next = await withTenant(northwindManager, (tx) => retryRun(tx, northwindManager, flow));
    if (!next.ok) throw new Error(next.refusal.code);
    await here.run(flow, next.value.runId);
    expect(await runOf(next.value.runId)).toMatchObject({ status: 'done' });
  });
});

describe('what is left behind', () => {
  it('is listed, and stands in the way of another run until it is gone @req G37', async () => {
    const flow = await here.submitted(await newCustomer(), 'left_1');
    faults([
      { at: 'apply:verification:beforeEffect', times: 20 },
      { at: 'undo:tables:beforeEffect', times: 20 },
    ]);
    await here.run(flow);
    delete process.env.PORTICO_FAULTS;
    const { northwindManager, alufuqManager } = here.world;
    const list = (actor: typeof northwindManager) => withTenant(actor, (tx) => listLeftovers(tx, actor));
    const mine = await list(northwindManager);
    const ofFlow = mine.ok ? mine.value.filter(({ flowId }) => flowId === flow.flowId) : [];
    expect(ofFlow.filter(({ status }) => status === 'unknown')).toHaveLength(5);
    expect(ofFlow).toContainEqual(expect.objectContaining({ kind: 'dataset', status: 'kept', runStatus: 'held' }));
    const others = await list(alufuqManager);
    expect(others.ok && others.value.some(({ flowId }) => flowId === flow.flowId)).toBe(false);

    const retry = () => withTenant(northwindManager, (tx) => retryRun(tx, northwindManager, flow));
    expect(await retry()).toMatchObject({ refusal: { code: 'leftovers_remain', args: { count: 5 } } });
    expect(await withTenant(northwindManager, (tx) => undoRun(tx, northwindManager, flow))).toMatchObject({ ok: true });
    await here.undo(flow);
    expect(await runOf(flow.runId)).toMatchObject({ status: 'undone' });
    expect((await inventory(flow)).every(({ status }) => status === 'removed')).toBe(true);
    const next = await retry();
    if (!next.ok) throw new Error(next.refusal.code);
    await here.run(flow, next.value.runId);
    expect(await runOf(next.value.runId)).toMatchObject({ status: 'done' });
  });

  it('keeps the four parts of the report in the view, and in the records @req G38', async () => {
    const flow = await here.submitted(await newCustomer(), 'report_1');
    faults([{ at: 'apply:customerKeyRecord:beforeEffect', times: 20 }]);
    await here.run(flow);
    const actor = here.world.northwindManager;
    const view = await withTenant(actor, (tx) => getRunView(tx, actor, flow));
    expect(view.ok && view.value?.failure).toMatchObject({
      failed_step: 'customerKeyRecord',
      errors: [{ action: 'customerKeyRecord', code: 'unreachable', attempts: 5 }],
      completed_steps: ['dataset', 'tables', 'customerKey'],
    });
    expect(view.ok && view.value?.failure?.created_resources).toContainEqual(
      expect.objectContaining({ kind: 'dataset', name: 'report_1', status: 'removed' }),
    );
    const audit = await here.database.sql<{ details: unknown }>(
      `select details from audit_logs where entity_id = $1 and action = 'run.undone'`,
      [flow.runId],
    );
    expect(audit).toMatchObject([
      {
        details: {
          failed_step: 'customerKeyRecord',
          errors: [{ code: 'unreachable' }],
          completed_steps: ['dataset', 'tables', 'customerKey'],
        },
      },
    ]);
  });
});

describe('an offboarding', () => {
  const leaving = async (flow: SubmittedFlow, optionId: string): Promise<string> => {
    const [row] = await here.database.sql<{ id: string }>(
      `insert into provisioning_runs (tenant_id, id, flow_id, number, kind, subject)
       values ($1, gen_random_uuid(), $2, 9, 'offboarding', $3) returning id`,
      [flow.tenantId, flow.flowId, optionId],
    );
    return row?.id ?? '';
  };
  const leave = (flow: SubmittedFlow, runId: string) =>
    offboardWorkflow(here.environment)(immediate, { tenantId: flow.tenantId, runId });
  const ways = (definition: Parameters<NonNullable<Parameters<typeof here.submitted>[2]>>[0]) => ({
    ...definition,
    offboarding: [
      {
        id: 'all',
        title: { en: 'All', ar: 'الكل' },
        consequences: [{ en: 'Gone', ar: 'يزول' }],
        keeps: [],
        destructive: true,
        ends: 'inactive',
      },
      {
        ...{
          id: 'data',
          title: { en: 'Keep', ar: 'إبقاء' },
          consequences: [{ en: 'Gone', ar: 'يزول' }],
          keeps: ['table'],
        },
        ...{ destructive: false, ends: 'inactive' },
      },
    ],
  });

  it('takes everything away in reverse order', async () => {
    const flow = await here.submitted(await newCustomer(), 'leaves_1', ways);
    await here.run(flow);
    const runId = await leaving(flow, 'all');
    await leave(flow, runId);
    expect(await runOf(runId)).toMatchObject({ status: 'done', failure: null });
    expect(Object.keys(await statuses(runId))).toEqual(['customerKeyRecord', 'customerKey', 'tables', 'dataset']);
    expect((await inventory(flow)).every(({ status }) => status === 'removed')).toBe(true);
    expect(await here.schemas(here.world.northwind.id)).not.toContain('leaves_1');
  });

  it('keeps what the option keeps, with what that stands on', async () => {
    const flow = await here.submitted(await newCustomer(), 'leaves_2', ways);
    await here.run(flow);
    const runId = await leaving(flow, 'data');
    await leave(flow, runId);
    expect(await runOf(runId)).toMatchObject({ status: 'done' });
    expect(await statuses(runId)).toMatchObject({ tables: 'kept', dataset: 'kept', customerKey: 'undone' });
    expect(await here.schemas(here.world.northwind.id)).toContain('leaves_2');
  });

  it('is held when something cannot be taken away, and another one takes the rest', async () => {
    const flow = await here.submitted(await newCustomer(), 'leaves_3', ways);
    await here.run(flow);
    faults([{ at: 'undo:tables:beforeEffect', times: 20 }]);
    const runId = await leaving(flow, 'all');
    await leave(flow, runId);
    expect(await runOf(runId)).toMatchObject({ status: 'held', failure: { errors: [{ action: 'tables' }] } });
    delete process.env.PORTICO_FAULTS;
    await here.database.sql('update provisioning_runs set number = 8 where id = $1', [runId]);
    const again = await leaving(flow, 'all');
    await leave(flow, again);
    expect(await runOf(again)).toMatchObject({ status: 'done' });
    expect(await here.schemas(here.world.northwind.id)).not.toContain('leaves_3');
  });
});

describe('the shared pace', () => {
  it('gives a burst at once, then one in so long, whoever asks', async () => {
    const takes = await Promise.all(
      Array.from({ length: 6 }, () =>
        here.database.sql<{ wait: number }>(`select app.take_token('test:burst', 1, 4) as wait`),
      ),
    );
    const waits = takes.flat().map(({ wait }) => wait);
    expect(waits.filter((wait) => wait === 0)).toHaveLength(4);
    for (const wait of waits.filter((each) => each > 0)) expect(wait).toBeLessThanOrEqual(60_000);
  });

  it('waits a moment by itself, and answers longer waits', async () => {
    let wait = 40;
    const pace = sharedPace(() => Promise.resolve([{ wait: (wait -= 20) }]));
    expect(await pace('b', { perMinute: 1, burst: 1 })).toBe(0);
    const slow = sharedPace(() => Promise.resolve([{ wait: 9000 }]));
    expect(await slow('b', { perMinute: 1, burst: 1 })).toBe(9000);
  });
});
