type Values = Readonly<Record<string, string | number>>;
type Strict = Readonly<{ has: (key: never) => boolean }>;

/**
 * Texts whose key comes from stored data, such as the name of an event: null where there is none, so that a name which
 * a newer version wrote is shown as it is instead of breaking the page.
 */
export function loose(translate: Strict): (key: string, values?: Values) => string | null {
  const t = translate as unknown as ((key: string, values?: Values) => string) & { has: (key: string) => boolean };
  return (key, values = {}) => (t.has(key) ? t(key, values) : null);
}
