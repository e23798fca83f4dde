import { spawn, type ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enqueue } from '@/lib/platform/jobs';
import { provisioningWorld, type ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import { withTenant } from '@/lib/tenancy';

let here: ProvisioningWorld;
const children: ChildProcess[] = [];
beforeAll(async () => {
  here = await provisioningWorld();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await here.close();
});

const worker = (env: Readonly<Record<string, string>> = {}): ChildProcess => {
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'lib/worker/main.ts'], {
    env: { ...process.env, LOG_LEVEL: 'fatal', ...env },
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  children.push(child);
  return child;
};
const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
const readyId = (child: ChildProcess) =>
  new Promise<string>((resolve) => child.once('message', (message: { ready: string }) => resolve(message.ready)));

describe('the worker process', () => {
  it('carries out enqueued work, and leaves in order when it is told to stop', async () => {
    await here.database.sql(
      `insert into sign_in_challenges (id, email, locale, created_at, expires_at)
       values (gen_random_uuid(), 'old@acme.example', 'en', now() - interval '2 days', now() - interval '2 days')`,
    );
    const child = worker();
    const executorId = await readyId(child);
    const listed = () => here.database.sql('select id from ops.executors where id = $1', [executorId]);
    expect(await listed()).toHaveLength(1);

    const { tenantId, flowId, runId } = await here.submitted(here.world.acme, 'acmeinc_23xv2');
    const actor = here.world.northwindManager;
    await withTenant(actor, (tx) =>
      enqueue(tx, { workflow: 'provision-flow', id: `provision:${runId}`, args: { tenantId, runId } }),
    );
    await expect
      .poll(() => here.database.sql('select status from onboarding_flows where id = $1', [flowId]))
      .toEqual([{ status: 'done' }]);
    await expect
      .poll(() => here.database.sql(`select 1 from sign_in_challenges where email = 'old@acme.example'`))
      .toEqual([]);

    const gone = exitOf(child);
    child.kill('SIGTERM');
    expect(await gone).toBe(0);
    expect(await listed()).toEqual([]);
  });

  it('does not start without the address of the warehouse, and says so', async () => {
    const child = worker({ WAREHOUSE_URL: '' });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    // Only when it is closed has everything that it wrote been read.
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
    expect(output).toContain('WAREHOUSE_URL is missing');
  });
});
