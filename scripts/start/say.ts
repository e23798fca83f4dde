const startedAt = Date.now();

/** One line of progress, with the seconds since the start. */
export function say(text: string): void {
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);
}

/** A reason not to go on that the person can act on: shown without a stack. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
