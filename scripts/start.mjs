import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

// Plain JavaScript, because this must be able to say what is wrong when nothing else is in place yet.
const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;

if (!supported) {
  console.error(`Portico needs Node 20.19 or later, 22.12 or later, or 24; this is ${process.versions.node}.`);
  process.exit(1);
}
if (!existsSync(path.join(root, 'node_modules', 'tsx'))) {
  console.error('The packages are not installed yet: run `npm ci` first.');
  process.exit(1);
}

process.chdir(root);
const { register } = await import('tsx/esm/api');
register();
const { start } = await import('./start/main.ts');
await start({ development: process.argv.includes('--dev') });
