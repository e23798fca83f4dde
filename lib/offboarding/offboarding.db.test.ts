import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '@/lib/errors';
import { immediate, type Workflow } from '@/lib/platform/jobs';
import { publishedTemplate, referenceTemplate, submittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { systemMeans } from '@/lib/platform/means';
import { asCustomer, withTenant, type Actor } from '@/lib/tenancy';
import { keepCredential } from '@/lib/vault';
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

type Said = Readonly<{ phrase?: string; shown?: string }>;
const request = async (actor: Actor, at: Leaving, optionId: string, { phrase, shown }: Said = {}) => {
  const seen = shown ?? (await optionSeen(at, optionId));
  return withTenant(actor, (tx) =>
    requestOffboarding(tx, actor, {
      flowId: at.flowId,
      optionId,
      phrase: phrase ?? (optionId === 'delete-data' ? at.phrase : at.tenant.slug),
      reason: 'The contract ends',
      shown: seen,
    }),
  );
};
const approve = async (actor: Actor, at: Leaving, shown?: string) => {
  const seen = shown ?? (await waitingSeen(at))?.fingerprint ?? '';
  return withTenant(actor, (tx) => approveOffboarding(tx, actor, { flowId: at.flowId, shown: seen }));
};
/** What the pages show to those who may see them. */
const optionSeen = async (at: Leaving, optionId: string): Promise<string> =>
  valueOf(await view(world.northwindAdmin, at)).options.find(({ id }) => id === optionId)?.fingerprint ?? '';
const waitingSeen = async (at: Leaving) => valueOf(await view(world.northwindAdmin, at)).waiting;
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
    const wrong = await request(world.northwindManager, at, 'delete-data', { phrase: 'something else' });
    expect(wrong).toMatchObject({ refusal: { code: 'invalid_input', fields: { phrase: [{}] } } });
    expect(codeOf(await request(world.northwindManager, at, 'delete-data', { phrase: `  ${at.phrase} ` }))).toBe('ok');
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
          update offboardings set status = 'running', decided_by = ${by}::uuid, agreed_effects = '[]',
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

describe('credentials that the customer has given', () => {
  const keep = (at: Leaving, until: Promise<void> = Promise.resolve(), begun: () => void = () => undefined) =>
    asCustomer(at.tenantId, 'test', async (tx) => {
      const given = { ...at, stepName: 's', name: randomUUID(), storeName: 'n', parts: { key: 'canary' }, facts: {} };
      await keepCredential(tx, { ...given, storedBy: null, rotateAt: null }, systemMeans);
      begun();
      await until;
    });
  const live = async ({ flowId }: Leaving) =>
    (await database.sql('select 1 from credentials where flow_id = $1 and sealed is not null', [flowId])).length;

  it('are destroyed in the end, also one that is kept at that very moment @req G65', async () => {
    const at = await active();
    await keep(at);
    await request(world.northwindManager, at, 'keep-data');
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const keeping = keep(at, gate, begun);
    await hasBegun;
    const ending = end(at, 'done');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await live(at)).toBe(1);
    letGo();
    await Promise.all([keeping, ending]);
    expect(await live(at)).toBe(0);
    await expect(keep(at)).rejects.toThrow('who has left');
  });

  it('that are still being tried are destroyed as well', async () => {
    const at = await active();
    await request(world.northwindManager, at, 'keep-data');
    await database.sql(
      `insert into credential_checks (tenant_id, id, flow_id, step_name, purpose, sealed, requested_at)
       values ($1, $2, $3, 's', 'submit', 'x', now())`,
      [at.tenantId, randomUUID(), at.flowId],
    );
    await end(at, 'done');
    expect(await database.sql('select status, sealed from credential_checks where flow_id = $1', [at.flowId])).toEqual([
      { status: 'expired', sealed: null },
    ]);
  });
});

describe('what whoever agrees has seen @req G49', () => {
  const add = (at: Leaving, kind: string, name: string) =>
    database.sql(
      `insert into inventory_items (tenant_id, id, flow_id, run_id, action_id, kind, name, created_at)
       select tenant_id, $2, flow_id, run_id, 'tables', $3, $4, now() + interval '1 minute'
       from inventory_items where flow_id = $1 limit 1`,
      [at.flowId, randomUUID(), kind, name],
    );
  const agreedOf = async (at: Leaving) =>
    (
      await database.sql<{ agreed: { name: string }[] | null }>(
        'select agreed_effects as agreed from offboardings where flow_id = $1 order by requested_at desc limit 1',
        [at.flowId],
      )
    )[0]?.agreed?.map(({ name }) => name);

  it('is what begins: something made in between is shown, and asked about once more', async () => {
    const at = await active();
    await request(world.northwindManager, at, 'delete-data');
    const before = await waitingSeen(at);
    expect(before).toMatchObject({ changed: false, effects: [{ kind: 'api_key' }, { kind: 'table' }, {}] });
    await add(at, 'table', `${at.phrase}.late`);
    expect(codeOf(await approve(world.northwindAdmin, at, before?.fingerprint))).toBe('offboarding_changed');
    expect(await stateOf(at)).toMatchObject({ wish: 'requested', customer: 'active', run: null });
    const after = await waitingSeen(at);
    expect(after?.changed).toBe(true);
    expect(after?.effects.map(({ name }) => name)).toContain(`${at.phrase}.late`);
    expect(codeOf(await approve(world.northwindAdmin, at, after?.fingerprint))).toBe('ok');
    expect(await agreedOf(at)).toContain(`${at.phrase}.late`);
    expect(valueOf(await view(world.northwindAdmin, at))).toMatchObject({ waiting: null });
    expect(valueOf(await view(world.northwindAdmin, at)).current?.effects.map(({ name }) => name)).toContain(
      `${at.phrase}.late`,
    );
  });

  it('is never nothing, another way’s list, or a guess', async () => {
    const at = await active();
    const other = await optionSeen(at, 'keep-data');
    await request(world.northwindManager, at, 'delete-data');
    for (const shown of ['', other, 'x'.repeat(43)]) {
      expect(codeOf(await approve(world.northwindAdmin, at, shown))).toBe('offboarding_changed');
    }
    expect(codeOf(await approve(world.northwindAdmin, at))).toBe('ok');
  });

  it('holds for whoever asks as well, also where it begins at once', async () => {
    const at = await active();
    const shown = await optionSeen(at, 'keep-data');
    await add(at, 'api_key', 'pk_2');
    expect(codeOf(await request(world.northwindManager, at, 'keep-data', { shown }))).toBe('offboarding_changed');
    expect(await stateOf(at)).toMatchObject({ wish: null, customer: 'active' });
    expect(codeOf(await request(world.northwindManager, at, 'keep-data'))).toBe('ok');
  });

  it('cannot be left out past the use case', async () => {
    const at = await active();
    await request(world.northwindManager, at, 'delete-data');
    const begun = withTenant(world.northwindManager, async (tx) => {
      await tx.$executeRaw`
        update offboardings set status = 'running', decided_by = ${world.northwindAdmin.userId}::uuid,
          run_id = (select id from provisioning_runs where flow_id = ${at.flowId}::uuid limit 1)
        where flow_id = ${at.flowId}::uuid`;
    });
    await expect(begun).rejects.toThrow('offboardings_agreed');
  });

  it('waits for a credential that is being passed on, as long as its lease holds', async () => {
    const at = await active();
    await request(world.northwindManager, at, 'delete-data');
    await database.sql(
      `insert into credential_renewals (tenant_id, id, flow_id, name, holder, begun_at, lease_until)
       values ($1, $2, $3, 'key', 'check:1', now(), now() + interval '1 minute')`,
      [at.tenantId, randomUUID(), at.flowId],
    );
    expect(codeOf(await approve(world.northwindAdmin, at))).toBe('offboarding_not_now');
    await database.sql(`update credential_renewals set lease_until = now() where flow_id = $1`, [at.flowId]);
    expect(codeOf(await approve(world.northwindAdmin, at))).toBe('ok');
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
    for (const use of [decline, resume, cancel]) expect(codeOf(await use(world.alufuqManager, at))).toBe('not_found');
    const seen = (await waitingSeen(at))?.fingerprint;
    expect(codeOf(await approve(world.alufuqManager, at, seen))).toBe('not_found');
    expect(codeOf(await approve(world.alufuqManager, at, 'guessed'))).toBe('not_found');
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
