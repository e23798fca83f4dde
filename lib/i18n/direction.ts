export type Direction = 'ltr' | 'rtl';

const rightToLeft = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'ur', 'yi']);

/** The writing direction of a language, from its primary subtag: a table, so that server and browser never differ. */
export const direction = (locale: string): Direction =>
  rightToLeft.has(locale.toLowerCase().split('-')[0] ?? '') ? 'rtl' : 'ltr';
