import { readConfig } from '@/lib/platform/config';
import { CannotStart } from './say';

export type Settings = {
  mode: 'demo' | 'production' | 'test';
  port: number;
  host: string;
  publicUrl: string;
  keyFile: string;
  dataDir: string;
  external: boolean;
};

/** A database address for the check only: ours is known after it has started. */
const placeholder = 'postgresql://embedded@127.0.0.1/portico';

/**
 * Checks the whole environment before anything is started and names all that is wrong at once. Without DATABASE_URL the
 * demo brings its own PostgreSQL; production never does.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const given = (name: string): boolean => Boolean(env[name]?.trim());
  const production = env['PORTICO_MODE'] === 'production';
  const external = given('DATABASE_URL');
  const result = readConfig(external || production ? env : { ...env, DATABASE_URL: placeholder });
  const problems = result.ok ? [] : result.problems.map(({ name, problem }) => `${name} ${problem}`);
  if (external || production) {
    // The worker will not start without knowing where datasets go, so neither does the rest.
    for (const name of ['DATABASE_WORKER_URL', 'WAREHOUSE_URL']) if (!given(name)) problems.push(`${name} is missing`);
  }
  if (external && !production && !given('DATABASE_OWNER_URL')) problems.push('DATABASE_OWNER_URL is missing');
  if (!external) {
    for (const name of ['DATABASE_WORKER_URL', 'DATABASE_OWNER_URL', 'WAREHOUSE_URL'].filter(given)) {
      if (!production) problems.push(`${name} is set, but DATABASE_URL is not`);
    }
  }
  if (!result.ok || problems.length > 0) {
    throw new CannotStart(
      `The environment is not complete:\n${[...new Set(problems)].map((line) => `  - ${line}`).join('\n')}\n` +
        'The table of settings is in README.md.',
    );
  }
  const { config } = result;
  return {
    mode: config.mode,
    port: config.port,
    // The demo signs anyone in with one click, so it stays on this machine unless told otherwise.
    host: env['HOST'] || (config.mode === 'production' ? '0.0.0.0' : '127.0.0.1'),
    publicUrl: config.publicUrl,
    keyFile: config.keyFile,
    dataDir: config.dataDir,
    external,
  };
}
