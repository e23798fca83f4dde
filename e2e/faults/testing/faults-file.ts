import { mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

type Fault = Readonly<{ at: string; do: 'kill' | 'fail'; pid?: number; times?: number }>;

/** The file by which places in running processes are told to die or to fail; see `lib/platform/faults`. */
export class FaultsFile {
  readonly file: string;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'portico-faults-'));
  readonly #faults: Fault[] = [];

  constructor() {
    this.file = path.join(this.#folder, 'faults.json');
    this.#write();
  }

  /** Adds a fault and answers its number; those before it stay as they are. */
  arm(fault: Fault): number {
    this.#faults.push(fault);
    this.#write();
    return this.#faults.length - 1;
  }

  /** When a fault fired first, in milliseconds, or null when it has not. */
  firedAt(number: number): number | null {
    return statSync(path.join(`${this.file}.fired`, `${number}-0`), { throwIfNoEntry: false })?.mtimeMs ?? null;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Written beside and renamed: processes read the file at any moment. */
  #write(): void {
    writeFileSync(`${this.file}.next`, JSON.stringify(this.#faults));
    renameSync(`${this.file}.next`, this.file);
  }
}
