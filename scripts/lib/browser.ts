import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { isRoot } from './os-user';

const systemPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The Chromium to drive: PORTICO_CHROMIUM, Playwright's own, or the system's. Undefined when there is none. */
export async function findBrowser(): Promise<string | undefined> {
  const named = process.env['PORTICO_CHROMIUM'];
  if (named && existsSync(named)) return named;
  const { chromium } = await import('@playwright/test');
  return [chromium.executablePath(), ...systemPlaces].find((place) => existsSync(place));
}

/** Finds a browser or installs one: Playwright's own where it can be downloaded, else Debian's through apt as root. */
export async function ensureBrowser(): Promise<string | undefined> {
  const present = await findBrowser();
  if (present) return present;
  console.log('Installing a browser for the end-to-end tests.');
  const playwright = [
    'node_modules/@playwright/test/cli.js',
    'install',
    ...(isRoot() ? ['--with-deps'] : []),
    'chromium',
  ];
  spawnSync(process.execPath, playwright, { stdio: 'inherit', timeout: 240_000 });
  const own = await findBrowser();
  if (own || !isRoot()) return own;
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return findBrowser();
}

export const noBrowser =
  'No Chromium was found and none could be installed. Either of these helps:\n' +
  '    npx playwright install chromium          (needs the network)\n' +
  '    sudo apt-get install chromium            (Debian, Ubuntu)\n' +
  'or name one: PORTICO_CHROMIUM=/path/to/chromium npm test';
