import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import process from 'node:process';

/** `npm run bench -- <name> [--json]`: runs bench/<name>.ts; without a name, lists what there is. */
export default function bench(args: string[]): number {
  return dispatch('bench', args);
}

/** Runs the named TypeScript file of a folder as a process of its own, as the worker would run. */
export function dispatch(folder: string, [name, ...args]: string[]): number {
  const known = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => /^[a-z0-9-]+\.ts$/.test(file))
        .map((file) => file.slice(0, -3))
    : [];
  const names = name === 'all' ? known : known.filter((file) => file === name);
  if (names.length === 0) {
    console.error(`Which one? ${known.join(', ') || `There is none in ${folder}.`}`);
    return 1;
  }
  const codes = names.map(
    (file) =>
      spawnSync(process.execPath, ['--conditions=react-server', '--import', 'tsx', `${folder}/${file}.ts`, ...args], {
        stdio: 'inherit',
      }).status ?? 1,
  );
  return Math.max(...codes);
}
