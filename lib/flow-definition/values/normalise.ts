/** The digits of every script as ASCII digits. */
export const asciiDigits = (text: string): string =>
  text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0x30)));

/** Unicode lays digits out in tens, from nought on, some tens right after each other. */
function digitValue(code: number): number {
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}

/**
 * Text as it is kept: composed (NFC), trimmed, line ends as `\n`, without control characters and without the invisible
 * direction overrides that can make a name read as another. Half a surrogate pair becomes the replacement character,
 * because the database refuses it.
 */
export function cleanText(text: string, lines: 'one' | 'many'): string {
  const even = text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .normalize('NFC');
  const clean = even.replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, (character) =>
    character === '\t' ? ' ' : '',
  );
  return (lines === 'one' ? clean.replace(/\s*\n\s*/g, ' ') : clean).trim();
}

/** A value that people paste with marks around it: an e-mail address, a number, a date. */
export const cleanToken = (text: string): string =>
  asciiDigits(cleanText(text, 'one'))
    .replace(/[\u200B-\u200F\u00AD\u061C\uFEFF]/g, '')
    .trim();

/** Length in characters as people count them, not in UTF-16 units. */
export const lengthOf = (text: string): number => [...text].length;
