import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import process from 'node:process';

// One throw-away instance for the end-to-end tests: its own data folder and port, removed when it ends.
const { E2E_DATA_DIR: dataDir, E2E_PORT: port } = process.env;
if (!dataDir || !port) {
  console.error('E2E_DATA_DIR and E2E_PORT must be set: run the suite through `npx playwright test`.');
  process.exit(1);
}
const { DATABASE_URL, DATABASE_WORKER_URL, DATABASE_OWNER_URL, WAREHOUSE_URL, SMTP_URL, PUBLIC_URL, ...rest } =
  process.env;
void [DATABASE_URL, DATABASE_WORKER_URL, DATABASE_OWNER_URL, WAREHOUSE_URL, SMTP_URL, PUBLIC_URL];
const child = spawn(process.execPath, ['scripts/start.mjs'], {
  stdio: 'inherit',
  env: { ...rest, PORT: port, PORTICO_DATA_DIR: dataDir, PORTICO_MODE: 'demo' },
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill('SIGTERM'));
child.on('close', (code) => {
  if (process.env.E2E_KEEP !== '1') rmSync(dataDir, { recursive: true, force: true });
  process.exit(code ?? 1);
});
