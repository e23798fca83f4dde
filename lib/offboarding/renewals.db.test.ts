import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { immediate } from '@/lib/platform/jobs';
import { offboardWorkflow, renewCredential, type Environment } from '@/lib/provisioning';
import { marketingWorld, type MarketingWorld } from '@/lib/provisioning/testing/marketing-world';
import type { SubmittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { withTenant } from '@/lib/tenancy';
import { approveOffboarding, getOffboardingView, offboardFlow, requestOffboarding } from './index';

const credential = 'google_ads_refresh_token';
let here: MarketingWorld;
beforeAll(async () => {
  here = await marketingWorld();
});
afterAll(() => here.close());

type Leaver = SubmittedFlow & Readonly<{ identifier: string }>;
/** A customer that is set up, who has replaced a credential and whose wish to leave waits for somebody to agree. */
async function leaver(identifier: string): Promise<Leaver> {
  here.credentials[credential] = { refresh_token: 'first-token' };
  const customer = await here.world.customer(here.world.northwind, identifier.replaceAll('_', '-'));
  const flow = { ...(await here.submitted(customer, { customerIdentifier: identifier })), identifier };
  await here.run(flow);
  const { northwindManager: manager } = here.world;
  const shown = (await view(flow)).options.find(({ id }) => id === 'delete-data')?.fingerprint;
  const input = { flowId: flow.flowId, optionId: 'delete-data', phrase: identifier, reason: 'It ends', shown };
  const asked = await withTenant(manager, (tx) => requestOffboarding(tx, manager, input));
  if (!asked.ok) throw new Error(asked.refusal.code);
  here.credentials[credential] = { refresh_token: 'second-token' };
  return flow;
}

async function view({ flowId }: SubmittedFlow) {
  const { northwindAdmin: admin } = here.world;
  const read = await withTenant(admin, (tx) => getOffboardingView(tx, admin, { flowId, locale: 'en' }));
  if (!read.ok) throw new Error(read.refusal.code);
  return read.value;
}

async function agree(flow: Leaver): Promise<string> {
  const { northwindAdmin: admin } = here.world;
  const decision = { flowId: flow.flowId, shown: (await view(flow)).waiting?.fingerprint };
  const agreed = await withTenant(admin, (tx) => approveOffboarding(tx, admin, decision));
  return agreed.ok ? 'ok' : agreed.refusal.code;
}

async function carryOut({ flowId, tenantId }: Leaver): Promise<void> {
  const [run] = await here.database.sql<{ id: string }>(
    "select id from provisioning_runs where flow_id = $1 and kind = 'offboarding' order by number desc limit 1",
    [flowId],
  );
  const args = { tenantId, runId: run?.id ?? '' };
  await offboardFlow(offboardWorkflow(here.environment))(immediate, args);
  expect(await here.database.sql('select status from offboardings where flow_id = $1', [flowId])).toEqual([
    { status: 'done' },
  ]);
}

const renew = ({ tenantId, flowId }: Leaver, environment: Environment = here.environment) =>
  renewCredential(environment)(immediate, { tenantId, flowId, name: credential, checkId: 'c1' });
const secrets = ({ identifier }: Leaver) =>
  here.google.secrets().filter(({ name }) => name === `growthnav-${identifier}-${credential}`);
const versions = (flow: Leaver) => secrets(flow).flatMap((secret) => secret.versions.map(String));
const expireLease = ({ flowId }: Leaver) =>
  here.database.sql('update credential_renewals set lease_until = now() where flow_id = $1', [flowId]);

/** A renewal that stands still right before its first request that would change something, until it is let go. */
function standingStill(flow: Leaver): Readonly<{ arrived: Promise<void>; letGo: () => void; ended: Promise<void> }> {
  let letGo: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const ended = renew(flow, {
    ...here.environment,
    wire: {
      ...here.environment.wire,
      fetch: async (url, request) => {
        if (String(url).includes('secretId=')) {
          arrive();
          await gate;
        }
        return here.environment.wire.fetch(url, request);
      },
    },
  });
  return { arrived, letGo, ended };
}

describe('a credential that is renewed while a customer leaves @req G30 @req G65', () => {
  it('renewal first: nobody can agree before it is through, and then it goes with everything else', async () => {
    const flow = await leaver('renewed_first');
    const renewal = standingStill(flow);
    await renewal.arrived;
    expect(await agree(flow)).toBe('offboarding_not_now');
    renewal.letGo();
    await renewal.ended;
    expect(versions(flow)).toEqual(['first-token', 'second-token']);
    expect(await agree(flow)).toBe('ok');
    await carryOut(flow);
    expect(secrets(flow)).toEqual([]);
  });

  it('agreed first: no renewal begins any more, neither before nor after everything was taken away', async () => {
    const flow = await leaver('agreed_first');
    expect(await agree(flow)).toBe('ok');
    await renew(flow);
    expect(versions(flow)).toEqual(['first-token']);
    await carryOut(flow);
    await renew(flow);
    expect(secrets(flow)).toEqual([]);
    const words = await here.database.sql("select 1 from events where flow_id = $1 and name like 'credential.renew%'", [
      flow.flowId,
    ]);
    expect(words).toEqual([]);
  });

  it('a worker that was too late takes away again what it has put back', async () => {
    const flow = await leaver('too_late');
    const renewal = standingStill(flow);
    await renewal.arrived;
    await expireLease(flow);
    expect(await agree(flow)).toBe('ok');
    await carryOut(flow);
    expect(secrets(flow)).toEqual([]);
    const before = here.effects().length;
    renewal.letGo();
    await renewal.ended;
    expect(here.effects().slice(before).join(' ')).toMatch(/secret/);
    expect(secrets(flow)).toEqual([]);
  });

  it('a worker that died after it had put it back: whoever goes on with its work takes it away', async () => {
    const flow = await leaver('died_after');
    let died: () => void = () => undefined;
    const dead = new Promise<void>((resolve) => (died = resolve));
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const { fetch } = here.environment.wire;
    void renew(flow, {
      ...here.environment,
      wire: {
        ...here.environment.wire,
        fetch: async (url, request) => {
          if (String(url).includes('secretId=')) {
            arrive();
            await gate;
          }
          const answer = await fetch(url, request);
          if (!String(url).includes(':addVersion')) return answer;
          died();
          return new Promise(() => undefined);
        },
      },
    });
    await arrived;
    await expireLease(flow);
    expect(await agree(flow)).toBe('ok');
    await carryOut(flow);
    letGo();
    await dead;
    expect(versions(flow)).toEqual(['second-token']);
    await renew(flow);
    expect(secrets(flow)).toEqual([]);
  });
});
