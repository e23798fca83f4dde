import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CannotStart, say } from './say';

const sources = [
  'app',
  'components',
  'lib',
  'messages',
  'prisma/schema',
  'public',
  'instrumentation.ts',
  'next.config.mjs',
  'package-lock.json',
  'proxy.ts',
  'tsconfig.json',
];
type Variables = Record<string, string | undefined>;

const client = 'lib/platform/db/generated';
const stamp = '.next/portico-build.json';

/** Writes the typed database client anew when the schema changed. Works offline: `generate` needs no engine. */
export async function generateClient(log: string): Promise<void> {
  const wanted = hashOf(['prisma/schema', 'node_modules/prisma/package.json']);
  const mark = path.join(client, '.schema-hash');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  say('Generating the database client.');
  await run(log, ['node_modules/prisma/build/index.js', 'generate'], { PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true' });
  writeFileSync(mark, wanted);
}

/** Builds the web for production unless the build at hand was made from exactly these sources. */
export async function buildWeb(log: string, env: Variables = {}): Promise<void> {
  const wanted = hashOf(sources);
  if (builtFrom() === wanted) {
    say('The build is up to date.');
    return;
  }
  say('Building the web (a minute or two, the first time only) …');
  await run(log, ['node_modules/next/dist/bin/next', 'build'], {
    ...env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ?? actionKey(),
  });
  writeFileSync(stamp, JSON.stringify({ sources: wanted }));
  say('Built.');
}

/**
 * The key from which the ids of server actions are made. With another one for every build, a page that somebody has open
 * could not be sent any more after an update; whoever builds elsewhere gives the same key in the environment each time.
 */
function actionKey(): string {
  const file = '.portico/actions.key';
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}

const builtFrom = (): string | undefined => {
  if (!existsSync(stamp) || !existsSync('.next/BUILD_ID')) return undefined;
  return (JSON.parse(readFileSync(stamp, 'utf8')) as { sources?: string }).sources;
};

/** A hash over names and contents; tests do not count, because they are not built. */
const hashOf = (roots: string[]): string => {
  const hash = createHash('sha256');
  for (const file of roots.flatMap(filesBelow).sort()) {
    if (/\.test\.tsx?$/.test(file) || file.startsWith(client)) continue;
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
};

const filesBelow = (root: string): string[] => {
  if (!existsSync(root)) return [];
  if (statSync(root).isFile()) return [root];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
};

const run = (log: string, args: string[], env: Variables): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const file = createWriteStream(log, { flags: 'a' });
    let tail = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        tail = (tail + text).slice(-4000);
        file.write(text);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      file.end();
      if (code === 0) resolve();
      else
        reject(new CannotStart(`${path.basename(args[0] ?? '')} ${args[1] ?? ''} failed (${log}):\n${tail.trimEnd()}`));
    });
  });
