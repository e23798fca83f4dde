import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandLine, isOurs } from '../lib/processes';
import { State } from './state';
import { Supervisor, type ChildSpec } from './supervisor';

let place: string;
beforeEach(() => {
  place = mkdtempSync(path.join(tmpdir(), 'portico-supervisor-'));
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(place, { recursive: true });
});

/** A child that notes each start and then waits, with its own name in its command line. */
const child = (): ChildSpec => {
  const file = path.join(place, 'child.mjs');
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs';\nappendFileSync('${place}/starts', 'x');\nsetInterval(() => {}, 1000);\n`,
  );
  return { name: 'child', args: [file], env: process.env, log: path.join(place, 'log'), mark: file };
};
const starts = (): number => {
  try {
    return readFileSync(path.join(place, 'starts'), 'utf8').length;
  } catch {
    return 0;
  }
};
const until = (condition: () => boolean): Promise<void> => expect.poll(condition).toBe(true);

describe('Supervisor', () => {
  it('starts a child again that was killed, and none after stopping', async () => {
    const supervisor = new Supervisor(() => undefined);
    supervisor.start(child());
    await until(() => starts() === 1);
    const first = supervisor.list()['child']?.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await until(() => starts() === 2);
    const second = supervisor.list()['child']?.pid ?? 0;
    expect(second).not.toBe(first);
    await supervisor.stop();
    expect(commandLine(second)).toBeUndefined();
    await sleep(600);
    expect(starts()).toBe(2);
  });
});

describe('State', () => {
  it('ends what a killed supervisor left, and nobody else who got the same process id', async () => {
    const state = new State(path.join(place, 'data'));
    state.open();
    const spec = child();
    const leftover = { pid: spawn(process.execPath, spec.args, { stdio: 'ignore' }).pid ?? 0, mark: spec.mark };
    await until(() => starts() === 1);
    state.write('runtime.json', {
      supervisor: { pid: process.pid, mark: 'a command that this process is not' },
      children: { child: leftover, stranger: { pid: process.pid, mark: 'neither is this one' } },
    });
    expect(state.running()).toBeUndefined();
    expect(await state.clearLeftovers()).toBe(1);
    expect(isOurs(leftover.pid, leftover.mark)).toBe(false);
  });

  it('keeps secrets readable by their owner only and makes them once', () => {
    const state = new State(path.join(place, 'data'));
    state.open();
    const made = state.secrets();
    expect(state.secrets()).toEqual(made);
    expect(new Set(Object.values(made)).size).toBe(6);
  });
});
