const keys = [
  'optional',
  'later',
  'why',
  'errorPrefix',
  'warningPrefix',
  'show',
  'hide',
  'sealed',
  'sealedAt',
  'choose',
  'addAnother',
  'entry',
  'day',
  'month',
  'year',
  'charactersLeft',
  'charactersMax',
  'charactersOver',
  'problem',
  'pleaseCheck',
  'derived',
  'derivedNone',
  'country',
  'addressRefresh',
  'done',
  'newTab',
  'phrase',
  'itemsNone',
  'itemsFull',
  'itemAdd',
  'itemChange',
  'itemRemove',
  'itemsMore',
  'yes',
  'no',
] as const;

/**
 * The words that form controls say themselves, in the reader's language, as plain data: it travels to the browser
 * without the library that made it. `sealedAt`, `entry` and the counts hold `{time}`, `{number}` and `{count}`.
 */
export type FormTexts = Readonly<Record<(typeof keys)[number], string>>;

/** Reads the words from the messages of the `form` surface; `raw` is next-intl's `t.raw`. */
export const formTexts = (raw: (key: (typeof keys)[number]) => string): FormTexts =>
  Object.fromEntries(keys.map((key) => [key, raw(key)])) as FormTexts;

/** Puts a value into one of the patterns above. */
export const fill = (pattern: string, name: 'time' | 'number' | 'count', value: string | number): string =>
  pattern.replace(`{${name}}`, String(value));
