import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startVault } from '@/lib/simulators';

/** Starts the worker over a database that is not there, and answers how it ended and what it said. */
function startWorker(settings: Record<string, string>, dataDir: string): Promise<{ code: number; said: string }> {
  const database = 'postgresql://nobody:x@127.0.0.1:1/none';
  return new Promise((resolve) => {
    const env: NodeJS.ProcessEnv = {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      PORTICO_MODE: 'test',
      PORTICO_DATA_DIR: dataDir,
      DATABASE_URL: database,
      DATABASE_WORKER_URL: database,
      ...settings,
    };
    const program = ['--conditions=react-server', '--import', 'tsx', 'lib/worker/main.ts'];
    execFile(process.execPath, program, { env, timeout: 200_000 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr }),
    );
  });
}

describe('the worker', () => {
  it('does not start with a key service that it may not use, and names the permission @req C30', async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'refuses-'));
    const vault = await startVault();
    vault.addToken('canary-token', 'transit/decrypt/portico');
    const settings = {
      PORTICO_KEY_PROVIDER: 'vault',
      VAULT_ADDR: vault.origin,
      VAULT_TOKEN: 'canary-token',
      VAULT_TRANSIT_KEY: 'portico',
    };
    const refused = await startWorker(settings, dataDir);
    expect(refused.code).toBe(1);
    expect(refused.said).toContain('update on transit/encrypt/portico');
    expect(refused.said).not.toContain('canary');
    await vault.close();
    rmSync(dataDir, { recursive: true });
  }, 240_000);
});
