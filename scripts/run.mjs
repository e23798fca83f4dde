import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

// `npm run doctor`, `npm run reset` and their like: each is a file of scripts/commands, run as TypeScript.
process.chdir(path.resolve(path.dirname(new URL(import.meta.url).pathname), '..'));
const [name = '', ...args] = process.argv.slice(2);
const file = path.resolve('scripts/commands', `${path.basename(name)}.ts`);
if (!existsSync('node_modules/tsx') || !existsSync(file)) {
  console.error(
    existsSync(file) ? 'The packages are not installed yet: run `npm ci` first.' : `There is no command ${name}.`,
  );
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
const { default: command } = await import(file);
process.exitCode = (await command(args)) ?? 0;
