import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** The parts of a simulator's state that outlive it: what it holds, by name. */
export type KeptParts = Readonly<Record<string, Map<unknown, unknown> | Set<unknown> | unknown[]>>;

/**
 * Fills these parts from a file, if there is one, and answers how to keep them there. Without a file nothing is kept:
 * that is what tests want. A demo keeps them, because what its customers own elsewhere must still be there after a
 * restart. A file that cannot be read is left alone, and the state begins empty.
 */
export function keepState(file: string | undefined, parts: KeptParts): () => void {
  if (file === undefined) return () => undefined;
  if (existsSync(file)) fill(parts, readParts(file));
  return () => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, serialize(parts), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
}

function readParts(file: string): Readonly<Record<string, unknown>> {
  try {
    return deserialize(readFileSync(file)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function fill(parts: KeptParts, kept: Readonly<Record<string, unknown>>): void {
  for (const [name, part] of Object.entries(parts)) {
    const from = kept[name];
    if (part instanceof Map && from instanceof Map) for (const [key, value] of from) part.set(key, value);
    else if (part instanceof Set && from instanceof Set) for (const value of from) part.add(value);
    else if (Array.isArray(part) && Array.isArray(from)) part.push(...from);
  }
}
