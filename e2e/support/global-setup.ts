import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { databaseUrl, runtime } from './instance';
import { dataDir } from './world';

/** Makes the cast in the instance under test, in a process of its own, which works with the product's own modules. */
export default async function globalSetup(): Promise<void> {
  const { url, simulators } = runtime();
  const program = ['--conditions=react-server', '--import', 'tsx', 'e2e/support/arrange.ts'];
  await promisify(execFile)(process.execPath, program, {
    timeout: 240_000,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORTICO_MODE: 'demo',
      PORTICO_DATA_DIR: dataDir(),
      PORTICO_KEY_FILE: path.join(dataDir(), 'keys.json'),
      PUBLIC_URL: url,
      SMTP_URL: `smtp://127.0.0.1:${simulators.smtpPort}`,
      DATABASE_URL: databaseUrl('app'),
      DATABASE_WORKER_URL: databaseUrl('worker'),
      DATABASE_OWNER_URL: databaseUrl('owner'),
      LOG_LEVEL: 'warn',
    },
  });
}
