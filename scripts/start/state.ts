import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { RolePasswords } from '@/lib/platform/migrate';
import type { OutsideName } from '@/lib/simulators/outside-systems';
import { isRoot, nameOf, userName } from '../lib/os-user';
import { endProcess, isOurs } from '../lib/processes';
import { CannotStart } from './say';

export type ProcessMark = { pid: number; mark: string };

/** What is running, for people, tests and the next start. Holds ports and process ids, never a password. */
export type Runtime = {
  supervisor: ProcessMark;
  mode: string;
  url: string;
  port: number;
  startedAt: string;
  children: Record<string, ProcessMark>;
  database?: { port: number; dataDir: string };
  simulators?: {
    smtpPort: number;
    httpPort: number;
    deskPort: number;
    clamdPort: number;
    idpPort: number;
    outside: Record<OutsideName, number>;
  };
};

export type Secrets = RolePasswords & { superuser: string };

/** The folder of everything that this clone remembers: `.portico` unless PORTICO_DATA_DIR names another. */
export class State {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = path.resolve(dir);
  }

  /** Makes the folder and sees to it that we can write in it, or says who can. */
  open(): void {
    try {
      mkdirSync(path.join(this.dir, 'logs'), { recursive: true });
      for (const place of [this.dir, path.join(this.dir, 'logs')]) accessSync(place, constants.R_OK | constants.W_OK);
      for (const file of ['secrets.json', 'keys.json', 'runtime.json']) {
        if (existsSync(this.file(file))) accessSync(this.file(file), constants.R_OK | constants.W_OK);
      }
    } catch {
      const owner = existsSync(this.dir) ? nameOf(statSync(this.dir).uid) : 'another user';
      const database = this.read<{ dataDir: string }>('database.json')?.dataDir ?? '';
      const elsewhere = database.startsWith(this.dir) ? '' : ` ${database}`;
      throw new CannotStart(
        `${this.dir} belongs to ${owner}, because Portico was started as that user before; you are ${userName()}.\n` +
          `Start it as ${owner} again, or take over the data: stop Portico, then\n` +
          `    sudo chown -R ${userName()} ${this.dir} ${path.resolve('.next')}${elsewhere}\n` +
          'or keep that data and begin anew beside it: PORTICO_DATA_DIR=.portico-mine npm start',
      );
    }
  }

  file(name: string): string {
    return path.join(this.dir, name);
  }

  /** Writes a file whole or not at all, owned by whoever owns the folder; with a secret, readable by nobody else. */
  write(name: string, value: unknown, secret = false): void {
    const file = this.file(name);
    const half = `${file}.${process.pid}`;
    writeFileSync(half, `${JSON.stringify(value, null, 2)}\n`, { mode: secret ? 0o600 : 0o644 });
    if (isRoot()) {
      const { uid, gid } = statSync(this.dir);
      chownSync(half, uid, gid);
    }
    renameSync(half, file);
  }

  read<T>(name: string): T | undefined {
    try {
      return JSON.parse(readFileSync(this.file(name), 'utf8')) as T;
    } catch {
      return undefined;
    }
  }

  /** The passwords of the embedded server's roles, made once. */
  secrets(): Secrets {
    const known = this.read<Secrets>('secrets.json');
    if (known) return known;
    const password = (): string => randomBytes(24).toString('base64url');
    const made: Secrets = {
      superuser: password(),
      owner: password(),
      app: password(),
      worker: password(),
      reader: password(),
      warehouse: password(),
    };
    this.write('secrets.json', made, true);
    return made;
  }

  /** The running instance on this data, if its supervisor still lives. */
  running(): Runtime | undefined {
    const runtime = this.read<Runtime>('runtime.json');
    return runtime && isOurs(runtime.supervisor.pid, runtime.supervisor.mark) ? runtime : undefined;
  }

  /** Ends what a killed supervisor left behind. The database is ended by whoever starts the next one. */
  async clearLeftovers(): Promise<number> {
    const leftovers = Object.entries(this.read<Runtime>('runtime.json')?.children ?? {}).filter(
      ([name, child]) => name !== 'database' && isOurs(child.pid, child.mark),
    );
    await Promise.all(leftovers.map(([, child]) => endProcess(child.pid, child.mark, 'SIGTERM', 5_000)));
    return leftovers.length;
  }
}
