import process from 'node:process';

/** A number from the command line: `--rounds 3`. */
export function option(name: string, fallback: number): number {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? fallback : Number(process.argv[index + 1]);
}

/** What a bench found; it counts only if it is correct. */
export type Result = Readonly<{ correct: boolean } & Record<string, unknown>>;

/**
 * Prints the result of a bench as JSON, in one line with `--json`, and ends the process with 1 when it is not correct: only
 * after everything that was started has been stopped.
 */
export function report(result: Result): never {
  console.log(JSON.stringify(result, null, process.argv.includes('--json') ? 0 : 2));
  process.exit(result.correct ? 0 : 1);
}
