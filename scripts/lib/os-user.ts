import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** The user that PostgreSQL runs as: nothing when it is ourselves. PostgreSQL refuses to run as root. */
export type ServerUser = { uid: number; gid: number } | undefined;

export const isRoot = (): boolean => process.getuid?.() === 0;

export const userName = (): string => userInfo().username;

/** Finds an unprivileged user for the server when we are root, making `postgres` if there is none. */
export function serverUser(): ServerUser {
  if (!isRoot()) return undefined;
  return lookUp('postgres') ?? createPostgresUser() ?? lookUp('nobody') ?? { uid: 65534, gid: 65534 };
}

/** Whether that user may run `file`: false when any folder above it is closed to it. */
export function canRun(file: string, args: string[], user: ServerUser): boolean {
  return spawnSync(file, args, { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Whether that user may enter `directory`. */
export const canEnter = (directory: string, user: ServerUser): boolean => canRun('test', ['-x', directory], user);

/** The name of a user id, for messages. */
export function nameOf(uid: number): string {
  const name = spawnSync('id', ['-un', String(uid)], { encoding: 'utf8' }).stdout.trim();
  return name || `user ${uid}`;
}

const lookUp = (name: string): ServerUser => {
  const uid = Number.parseInt(spawnSync('id', ['-u', name], { encoding: 'utf8' }).stdout, 10);
  const gid = Number.parseInt(spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout, 10);
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
};

const createPostgresUser = (): ServerUser => {
  spawnSync('groupadd', ['--system', 'postgres'], { stdio: 'ignore' });
  spawnSync('useradd', ['--system', '-g', 'postgres', '-M', '-s', '/usr/sbin/nologin', 'postgres'], {
    stdio: 'ignore',
  });
  return lookUp('postgres');
};
