import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '@/lib/errors';
import { immediate, type Workflow } from '@/lib/platform/jobs';
import { publishedTemplate, referenceTemplate, submittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { withTenant, type Actor } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestDatabase,
  type TestTenant,
  type TestWorld,
} from '@/scripts/testing/database';
import {
  approveOffboarding,
  cancelOffboarding,
  declineOffboarding,
  getOffboardingView,
  offboardFlow,
  requestOffboarding,
  resumeOffboarding,
} from './index';

let database: TestDatabase;
let world: TestWorld;
let templateId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  templateId = await publishedTemplate(database.sql, world.platform.id, referenceTemplate());
});
afterAll(() => database.close());

const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.refusal.code);
const valueOf = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
};

type Leaving = Readonly<{ flowId: string; tenantId: string; tenant: TestTenant; phrase: string }>;
let count = 0;
/** A customer of Northwind that works, with a dataset, a table and a key in its inventory. */
async function active(): Promise<Leaving> {
  count += 1;
  const phrase = `leaver_${count}`;
  const tenant = await world.customer(world.northwind, `leaver-${count}`);
  const flow = await submittedFlow(database.sql, { tenantId: world.platform.id, id: templateId }, tenant, phrase);
  const { flowId, runId, tenantId } = flow;
  await database.sql(`update provisioning_runs set status = 'done' where id = $1`, [runId]);
  await database.sql(`update onboarding_flows set status = 'done' where id = $1`, [flowId]);
  await database.sql(`update customers set status = 'active' where tenant_id = $1`, [tenantId]);
  const items = [
    ['dataset', 'dataset', phrase],
    ['tables', 'table', `${phrase}.step_logs`],
    ['customerKey', 'api_key', 'pk_1'],
  ];
  for (const [place, [action, kind, name]] of items.entries()) {
    await database.sql(
      `insert into inventory_items (tenant_id, id, flow_id, run_id, action_id, kind, name, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 second')`,
      [tenantId, randomUUID(), flowId, runId, action, kind, name, place],
    );
  }
  return { flowId, tenantId, tenant, phrase };
}

const request = (actor: Actor, at: Leaving, optionId: string, phrase?: string) =>
  withTenant(actor, (tx) =>
    requestOffboarding(tx, actor, {
      flowId: at.flowId,
      optionId,
      phrase: phrase ?? (optionId === 'delete-data' ? at.phrase : at.tenant.slug),
      reason: 'The contract ends',
    }),
  );
const approve = (actor: Actor, { flowId }: Leaving) =>
  withTenant(actor, (tx) => approveOffboarding(tx, actor, { flowId }));
const decline = (actor: Actor, { flowId }: Leaving) =>
  withTenant(actor, (tx) => declineOffboarding(tx, actor, { flowId, note: 'Not before March' }));
const cancel = (actor: Actor, { flowId }: Leaving) =>
  withTenant(actor, (tx) => cancelOffboarding(tx, actor, { flowId }));
const resume = (actor: Actor, { flowId }: Leaving) =>
  withTenant(actor, (tx) => resumeOffboarding(tx, actor, { flowId }));
const view = (actor: Actor, { flowId }: Leaving) =>
  withTenant(actor, (tx) => getOffboardingView(tx, actor, { flowId, locale: 'en' }));

const stateOf = async ({ flowId }: Leaving) =>
  (
    await database.sql<{ wish: string; customer: string; kind: string; subject: string; run: string; runId: string }>(
      `select o.status as wish, c.status as customer, r.kind, r.subject, r.status as run, r.id as "runId"
       from onboarding_flows f join customers c on c.tenant_id = f.tenant_id
       left join lateral (select * from offboardings o where o.flow_id = f.id order by requested_at desc limit 1) o on true
       left join provisioning_runs r on r.id = o.run_id where f.id = $1`,
      [flowId],
    )
  )[0];
const auditOf = async ({ tenantId }: Leaving): Promise<string[]> =>
  (
    await database.sql<{ action: string }>(
      `select action from audit_logs where tenant_id = $1 and (action like 'offboarding.%' or action = 'customer.offboarded') order by seq`,
      [tenantId],
    )
  ).map(({ action }) => action);

/** Ends the run of a wish as the engine would, then lets the product say what came of it. */
async function end(at: Leaving, status: string): Promise<void> {
  const state = await stateOf(at);
  const take: Workflow = async () => {
    await database.sql('update provisioning_runs set status = $2 where id = $1', [state?.runId, status]);
  };
  await offboardFlow(take)(immediate, { tenantId: at.tenantId, runId: state?.runId ?? '' });
}

describe('leaving without loss', () => {
  it('begins at once, marks the customer as leaving, then inactive, and tells the audit @req G48 @req G50', async () => {
    const at = await active();
    expect(valueOf(await request(world.northwindManager, at, 'keep-data'))).toMatchObject({ status: 'running' });
    expect(await stateOf(at)).toMatchObject({
      wish: 'running',
      customer: 'offboarding',
      kind: 'offboarding',
      subject: 'keep-data',
      run: 'planned',
    });
    await end(at, 'done');
    await end(at, 'done');
    expect(await stateOf(at)).toMatchObject({ wish: 'done', customer: 'inactive' });
    expect(await auditOf(at)).toEqual(['offboarding.requested', 'customer.offboarded']);
    const [milestone] = await database.sql(
      `select name from flow_milestones where flow_id = $1 and name = 'offboarded'`,
      [at.flowId],
    );
    expect(milestone).toEqual({ name: 'offboarded' });
    await database.sql(`update inventory_items set status = 'removed' where flow_id = $1`, [at.flowId]);
    expect(codeOf(await request(world.northwindManager, at, 'keep-data'))).toBe('offboarding_open');
  });

  it('may be followed by the deletion of what was kept', async () => {
    const at = await active();
    await request(world.northwindManager, at, 'keep-data');
    expect(codeOf(await request(world.northwindManager, at, 'delete-data'))).toBe('offboarding_open');
    await end(at, 'done');
    expect(valueOf(await request(world.northwindManager, at, 'delete-data'))).toMatchObject({ status: 'requested' });
    expect(codeOf(await approve(world.northwindAdmin, at))).toBe('ok');
    await end(at, 'done');
    expect(await stateOf(at)).toMatchObject({ wish: 'done', customer: 'inactive', subject: 'delete-data' });
  });

  it('shows each thing that goes and each that stays before anybody asks @req G65', async () => {
    const at = await active();
    const { options, mayRequest } = valueOf(await view(world.northwindManager, at));
    expect(mayRequest).toBe(true);
    expect(options.map(({ id, destructive, phrase }) => [id, destructive, phrase])).toEqual([
      ['keep-data', false, at.tenant.slug],
      ['delete-data', true, at.phrase],
    ]);
    expect(options.map(({ effects }) => effects.map(({ kind, does }) => `${kind} ${does}`))).toEqual([
      ['api_key goes', 'table stays', 'dataset stays'],
      ['api_key goes', 'table goes', 'dataset goes'],
    ]);
  });

  it('takes only the words that had to be typed', async () => {
    const at = await active();
    const wrong = await request(world.northwindManager, at, 'delete-data', 'something else');
    expect(wrong).toMatchObject({ refusal: { code: 'invalid_input', fields: { phrase: [{}] } } });
    expect(codeOf(await request(world.northwindManager, at, 'delete-data', `  ${at.phrase} `))).toBe('ok');
  });

  it('offers only what the template offers, and nothing while something is at work', async () => {
    const at = await active();
    expect(codeOf(await request(world.northwindManager, at, 'burn-it'))).toBe('offboarding_not_offered');
    await database.sql(`update provisioning_runs set status = 'running' where flow_id = $1`, [at.flowId]);
    expect(codeOf(await request(world.northwindManager, at, 'keep-data'))).toBe('offboarding_not_now');
    await database.sql(`update provisioning_runs set status = 'done' where flow_id = $1`, [at.flowId]);
    expect(codeOf(await request(world.northwindManager, at, 'keep-data'))).toBe('ok');
  });
});

describe('leaving with loss', () => {
  it('waits for another person, who sees why, and never begins before @req G49', async () => {
    const at = await active();
    expect(valueOf(await request(world.northwindManager, at, 'delete-data'))).toMatchObject({ status: 'requested' });
    expect(await stateOf(at)).toMatchObject({ wish: 'requested', customer: 'active', run: null });
    expect(codeOf(await approve(world.northwindManager, at))).toBe('offboarding_own');
    expect(valueOf(await view(world.northwindManager, at))).toMatchObject({ mayApprove: false, mayCancel: true });
    expect(valueOf(await view(world.northwindAdmin, at))).toMatchObject({
      mayApprove: true,
      current: { reason: 'The contract ends', status: 'requested', destructive: true },
    });
    expect(valueOf(await approve(world.northwindAdmin, at))).toMatchObject({ status: 'running' });
    expect(await stateOf(at)).toMatchObject({ wish: 'running', customer: 'offboarding', subject: 'delete-data' });
    expect(codeOf(await approve(world.northwindAdmin, at))).toBe('offboarding_not_open');
    expect(await auditOf(at)).toEqual(['offboarding.requested', 'offboarding.approved']);
  });

  it('cannot be begun past the use case, not even by the product’s own role @req G49', async () => {
    const at = await active();
    await request(world.northwindManager, at, 'delete-data');
    const force = (by: string) =>
      withTenant(world.northwindManager, async (tx) => {
        await tx.$executeRaw`
          update offboardings set status = 'running', decided_by = ${by}::uuid,
            run_id = (select id from provisioning_runs where flow_id = ${at.flowId}::uuid limit 1)
          where flow_id = ${at.flowId}::uuid`;
      });
    await expect(force(world.northwindManager.userId)).rejects.toThrow('offboardings_approved');
    await expect(force(world.northwindAdmin.userId)).resolves.toBeUndefined();
  });

  it('may be declined with a reason, after which somebody may ask again', async () => {
    const at = await active();
    await request(world.northwindManager, at, 'delete-data');
    expect(codeOf(await decline(world.northwindAdmin, at))).toBe('ok');
    expect(valueOf(await view(world.northwindManager, at))).toMatchObject({
      mayRequest: true,
      current: { status: 'declined', note: 'Not before March' },
    });
    expect(codeOf(await decline(world.northwindAdmin, at))).toBe('offboarding_not_open');
    expect(codeOf(await request(world.northwindManager, at, 'delete-data'))).toBe('ok');
  });

  it('is on hold while something is left, and goes on when a person asks @req M35', async () => {
    const at = await active();
    await request(world.northwindManager, at, 'keep-data');
    expect(codeOf(await resume(world.northwindAdmin, at))).toBe('offboarding_not_open');
    await end(at, 'held');
    expect(await stateOf(at)).toMatchObject({ wish: 'held', customer: 'offboarding' });
    const first = (await stateOf(at))?.runId;
    expect(codeOf(await resume(world.northwindAdmin, at))).toBe('ok');
    expect((await stateOf(at))?.runId).not.toBe(first);
    await end(at, 'done');
    expect(await stateOf(at)).toMatchObject({ wish: 'done', customer: 'inactive' });
  });
});

describe('who may ask', () => {
  it('lets the customer’s owner ask, and the partner agree', async () => {
    const at = await active();
    const owner = await at.tenant.member('owner');
    expect(valueOf(await request(owner, at, 'keep-data'))).toMatchObject({ status: 'requested' });
    expect(codeOf(await approve(owner, at))).toBe('forbidden');
    expect(codeOf(await approve(world.northwindManager, at))).toBe('ok');
  });

  it('lets whoever asked take it back, but not the customer what the partner has asked', async () => {
    const at = await active();
    const owner = await at.tenant.member('owner');
    await request(world.northwindManager, at, 'delete-data');
    expect(codeOf(await cancel(owner, at))).toBe('forbidden');
    expect(codeOf(await cancel(world.northwindManager, at))).toBe('ok');
    await request(owner, at, 'keep-data');
    expect(codeOf(await cancel(owner, at))).toBe('ok');
    expect(codeOf(await cancel(owner, at))).toBe('offboarding_not_open');
  });

  it('says "not found" to everybody else, and "forbidden" to those who only look', async () => {
    const at = await active();
    await request(world.northwindManager, at, 'delete-data');
    for (const stranger of [world.alufuqManager, world.borealisOwner]) {
      expect(codeOf(await request(stranger, at, 'keep-data'))).toBe('not_found');
      expect(codeOf(await view(stranger, at))).toBe('not_found');
    }
    for (const use of [approve, decline, resume, cancel])
      expect(codeOf(await use(world.alufuqManager, at))).toBe('not_found');
    const viewer = await at.tenant.member('viewer');
    expect(codeOf(await request(viewer, at, 'keep-data'))).toBe('forbidden');
    expect(codeOf(await cancel(viewer, at))).toBe('forbidden');
    expect(codeOf(await view(viewer, at))).toBe('ok');
  });
});

describe('a customer’s status', () => {
  it('becomes inactive through an offboarding and in no other way @req G50', async () => {
    const statuses = [
      'registered',
      'onboarding',
      'configured',
      'validated',
      'active',
      'held',
      'offboarding',
      'inactive',
    ];
    const at = await active();
    const found: string[] = [];
    for (const from of statuses) {
      for (const to of statuses.filter((status) => status !== from)) {
        await database.sql('update customers set status = $2 where tenant_id = $1', [at.tenantId, from]);
        const changed = await withTenant(
          world.northwindManager,
          (tx) => tx.$executeRaw`update customers set status = ${to} where tenant_id = ${at.tenantId}::uuid`,
        ).then(
          () => true,
          () => false,
        );
        if (changed && [from, to].some((status) => status === 'offboarding' || status === 'inactive')) {
          found.push(`${from} to ${to}`);
        }
      }
    }
    expect(found).toEqual([
      ...statuses.filter((to) => to !== 'offboarding').map((to) => `offboarding to ${to}`),
      'inactive to registered',
      'inactive to onboarding',
    ]);
  });
});
