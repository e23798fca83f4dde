import { spawnSync } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
import process from 'node:process';
import { findBrowser } from '../lib/browser';
import { serverUser } from '../lib/os-user';
import { isPortFree } from '../lib/ports';
import { embeddedBinaries } from '../lib/postgres-binaries';
import { readSettings } from '../start/settings';
import { State } from '../start/state';

type Finding = { name: string; ok: boolean; text: string };

/** Looks at everything a start needs and says what is wrong and what to do; 1 when something would stop it. */
export default async function doctor(): Promise<number> {
  const findings = [nodeVersion(), packages(), environment(), postgres(), space(), await port(), await browser()];
  for (const { name, ok, text } of findings) console.log(`${ok ? 'ok  ' : 'look'}  ${name.padEnd(12)} ${text}`);
  return findings.every((finding) => finding.ok) ? 0 : 1;
}

const finding = (name: string, ok: boolean, text: string): Finding => ({ name, ok, text });

const nodeVersion = (): Finding => finding('node', true, process.versions.node);

const packages = (): Finding => {
  const present = existsSync('node_modules/next') && existsSync('node_modules/@prisma/client');
  return finding('packages', present, present ? 'installed' : 'missing: run `npm ci`');
};

const environment = (): Finding => {
  try {
    const settings = readSettings(process.env);
    return finding('environment', true, `${settings.mode}, ${settings.external ? 'external' : 'embedded'} PostgreSQL`);
  } catch (error) {
    return finding('environment', false, error instanceof Error ? error.message.replaceAll('\n', ' ') : 'unreadable');
  }
};

const postgres = (): Finding => {
  if (process.env['DATABASE_URL']) return finding('postgresql', true, 'that of DATABASE_URL');
  try {
    const user = serverUser();
    const bin = embeddedBinaries(user);
    const version = spawnSync(`${bin}/postgres`, ['--version'], { ...user, cwd: '/', encoding: 'utf8' }).stdout.trim();
    return finding('postgresql', true, `${version}${user ? `, run as user id ${user.uid}` : ''}`);
  } catch (error) {
    return finding('postgresql', false, error instanceof Error ? error.message : 'cannot run');
  }
};

const space = (): Finding => {
  const { bavail, bsize } = statfsSync('.');
  const gigabytes = (bavail * bsize) / 1e9;
  return finding('disk', gigabytes > 2, `${gigabytes.toFixed(1)} GB free${gigabytes > 2 ? '' : '; 2 GB are needed'}`);
};

const port = async (): Promise<Finding> => {
  const running = new State(process.env['PORTICO_DATA_DIR'] || '.portico').running();
  if (running) return finding('port', true, `Portico runs at ${running.url} (process ${running.supervisor.pid})`);
  const number = Number(process.env['PORT'] || 3000);
  const free = await isPortFree(number);
  return finding(
    'port',
    free,
    free ? `${number} is free` : `${number} is in use: start with another, such as PORT=${number + 1}`,
  );
};

const browser = async (): Promise<Finding> => {
  const found = await findBrowser();
  return finding('browser', true, found ?? 'none: only the end-to-end tests need one, and `npm test` installs it');
};
