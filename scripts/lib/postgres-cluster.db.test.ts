import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { serverUser } from './os-user';
import { embeddedBinaries } from './postgres-binaries';
import { livingServer, startCluster } from './postgres-cluster';
import { childrenOf, commandLine } from './processes';

const place = mkdtempSync(path.join(tmpdir(), 'portico-cluster-'));
chmodSync(place, 0o755);
afterAll(() => rmSync(place, { recursive: true, force: true }));

it('tells once that a server has died, and never of one that did not start', async () => {
  const user = serverUser();
  const deaths: string[] = [];
  const start = (name: string, settings: Record<string, string>) =>
    startCluster({
      ...{ binDir: embeddedBinaries(user), dataDir: path.join(place, 'data'), user, superuserPassword: 'secret' },
      settings: { fsync: 'off', ...settings },
      onDeath: () => deaths.push(name),
    });
  await expect(start('failing', { shared_buffers: 'nonsense' })).rejects.toThrow(/did not start/);
  await sleep(200);
  expect(deaths).toEqual([]);

  const cluster = await start('killed', {});
  expect(livingServer(path.join(place, 'data'))).toBe(cluster.pid);
  const helpers = childrenOf(cluster.pid);
  process.kill(cluster.pid, 'SIGKILL');
  await expect.poll(() => deaths).toEqual(['killed']);
  // As long as one of its own processes lives, no other server gets the data.
  await expect.poll(() => helpers.filter((pid) => commandLine(pid) !== undefined)).toEqual([]);

  const again = await start('stopped', {});
  await again.stop();
  expect(deaths).toEqual(['killed']);
});
