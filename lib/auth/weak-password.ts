import { commonWords } from './common-words';

export const passwordLength = { min: 15, max: 128 } as const;

/** A password as it is hashed: the same text however a keyboard composed its letters. */
export const normalisePassword = (text: string): string => text.normalize('NFC');

/**
 * What speaks against a password: `short`, `long`, or `common` when it is made of at most three different pieces out of
 * common words, the person's own address, years, rows of digits, sequences and repetitions, also with digits in place of
 * letters. Null when nothing does. No rule about kinds of characters: those make passwords worse.
 *
 * What this covers honestly: the structure of guessable long passwords, offline and without a list of leaked ones. A
 * random-looking password that leaked elsewhere passes; limits and the second factor stand behind it.
 */
export function passwordProblem(password: string, own: readonly string[] = []): 'short' | 'long' | 'common' | null {
  const text = normalisePassword(password);
  const length = [...text].length;
  if (length < passwordLength.min) return 'short';
  if (length > passwordLength.max) return 'long';
  const words = new Set([...commonWords, ...own.flatMap(pieces)]);
  return readings(text).some((reading) => isGuessable(reading, words)) ? 'common' : null;
}

const piecesMax = 3;
const wordMax = 20;

const pieces = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((piece) => piece.length >= 3);

/** The text as typed and with the digits that people put in place of letters read as letters; without what separates. */
function readings(text: string): string[] {
  const bare = (value: string): string => value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  const read = (one: string): string =>
    bare(text.toLowerCase().replace(/[@430157$!+8]/g, (sign) => (sign === '1' ? one : (letters[sign] ?? sign))));
  return [...new Set([bare(text), read('i'), read('l')])];
}

const letters: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '0': 'o',
  '5': 's',
  '7': 't',
  $: 's',
  '!': 'i',
  '+': 't',
  '8': 'b',
};

/** Whether a text falls into at most three different known pieces; the fewest for each beginning, with what they are. */
function isGuessable(text: string, words: ReadonlySet<string>): boolean {
  if (new Set(text).size <= 3 || isRepetition(text)) return true;
  const best: (ReadonlySet<string> | undefined)[] = [new Set()];
  for (let end = 1; end <= text.length; end += 1) {
    for (let start = Math.max(0, end - 40); start < end; start += 1) {
      const before = best[start];
      const piece = before && pieceName(text.slice(start, end), words);
      if (!before || !piece) continue;
      const set = new Set([...before, piece]);
      const known = best[end];
      if (set.size <= piecesMax && (!known || set.size < known.size)) best[end] = set;
    }
  }
  return best[text.length] !== undefined;
}

/** What a piece counts as, or null for one that has to be guessed: digits count as one kind, whatever they are. */
function pieceName(piece: string, words: ReadonlySet<string>): string | null {
  if (piece.length <= wordMax && piece.length >= 2 && words.has(piece)) return piece;
  if (/^\d{1,10}$/.test(piece)) return '0';
  if (piece.length >= 3 && isSequence(piece)) return 'sequence';
  return null;
}

/** `abcdef`, `98765`, `aaaa`: every character follows the one before by the same step of at most one. */
function isSequence(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const step = (codes[1] ?? 0) - (codes[0] ?? 0);
  return Math.abs(step) <= 1 && codes.every((code, at) => at === 0 || code - (codes[at - 1] ?? 0) === step);
}

/** One unit of at most eight characters, again and again. */
function isRepetition(text: string): boolean {
  for (let size = 1; size <= Math.min(8, text.length / 2); size += 1) {
    const unit = text.slice(0, size);
    if (unit.repeat(Math.ceil(text.length / size)).slice(0, text.length) === text) return true;
  }
  return false;
}
