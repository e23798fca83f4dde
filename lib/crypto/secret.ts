import { inspect } from 'node:util';

/**
 * An opened secret in memory. However it is printed, logged, serialised or concatenated, it says `[sealed]`; only
 * `reveal()` gives the text, so that every place which does so can be found.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[sealed]';
  }

  toJSON(): string {
    return '[sealed]';
  }

  [Symbol.toPrimitive](): string {
    return '[sealed]';
  }

  [inspect.custom](): string {
    return '[sealed]';
  }
}
