import { defineConfig, devices } from '@playwright/test';
import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/**
 * The end-to-end suite drives the production build in demo mode, with a database, simulators and data folder of its own
 * that scripts/e2e-server.mjs makes and removes. Tests find the ports in `<E2E_DATA_DIR>/runtime.json`. E2E_URL runs the
 * suite against an instance that is running already.
 */
// Below the ports from which systems make their own connections, so that none of those has it already.
process.env.E2E_PORT ??= String(21_000 + (process.pid % 11_000));
process.env.E2E_DATA_DIR ??= makeDataDir();
const baseURL = (process.env.E2E_URL ??= `http://localhost:${process.env.E2E_PORT}`);
const own = baseURL === `http://localhost:${process.env.E2E_PORT}`;

const browser = [process.env.PORTICO_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (place): place is string => place !== undefined && existsSync(place),
);

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/support/global-setup.ts',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['dot'], ['json']] : [['list']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(browser ? { executablePath: browser } : {}),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  ...(own
    ? {
        webServer: {
          command: 'node scripts/e2e-server.mjs',
          url: `${baseURL}/api/readyz`,
          timeout: 300_000,
          stdout: 'ignore' as const,
          stderr: 'pipe' as const,
          gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 30_000 },
        },
      }
    : {}),
});

function makeDataDir(): string {
  const place = mkdtempSync(path.join(tmpdir(), 'portico-e2e-'));
  // As root the database runs as another user, who must be able to enter.
  chmodSync(place, 0o755);
  return place;
}
