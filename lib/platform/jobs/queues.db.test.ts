import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withTenant } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { launchEngine } from './engine';
import { enqueue } from './enqueue';

let database: TestDatabase;
let world: TestWorld;
let engine: Awaited<ReturnType<typeof launchEngine>>;
const ran: string[] = [];
let letGo: () => void = () => undefined;
const mailServerIsBack = new Promise<void>((resolve) => (letGo = resolve));

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  const waiting = async (): Promise<void> => {
    ran.push('mail');
    await mailServerIsBack;
  };
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  engine = await launchEngine({
    url: database.workerUrl,
    executorId: randomUUID(),
    workflows: {
      'deliver-message': waiting,
      'sign-in-mail': async () => void ran.push('sign-in'),
      'provision-flow': async () => void ran.push('run'),
    },
    periodic: [],
    log: quiet,
  });
});
afterAll(async () => {
  letGo();
  await engine.stop();
  await database.close();
});

it('begins set-ups and sign-ins although many mails wait for a mail server', async () => {
  const tenantId = world.acme.id;
  const order = (workflow: string, args: Record<string, string>) =>
    withTenant(world.acmeOwner, (tx) => enqueue(tx, { workflow, id: `${workflow}:${randomUUID()}`, args }));
  for (let count = 0; count < 60; count += 1) await order('deliver-message', { tenantId, messageId: randomUUID() });
  await expect.poll(() => ran.filter((name) => name === 'mail').length).toBeGreaterThan(40);
  await order('provision-flow', { tenantId, runId: randomUUID() });
  await order('sign-in-mail', { challengeId: randomUUID() });
  await expect.poll(() => ran).toEqual(expect.arrayContaining(['run', 'sign-in']));
});
