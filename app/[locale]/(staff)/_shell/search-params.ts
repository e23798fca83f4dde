export type SearchParams = Promise<Readonly<Record<string, string | readonly string[] | undefined>>>;

/** One value of the address; a name that is repeated counts once. */
export const one = (value: string | readonly string[] | undefined): string =>
  (typeof value === 'string' ? value : value?.[0]) ?? '';
