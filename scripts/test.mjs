import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

process.chdir(path.resolve(path.dirname(new URL(import.meta.url).pathname), '..'));
if (!existsSync('node_modules/tsx')) {
  console.error('The packages are not installed yet: run `npm ci` first.');
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
const { test } = await import('./test/main.ts');
process.exitCode = await test({ fast: process.argv.includes('--fast') });
