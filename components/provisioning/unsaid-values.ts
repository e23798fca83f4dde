/** What the texts of failures may name beside the system, and what stands there when a failure does not say it. */
const unsaid = Object.fromEntries(
  ['dataset', 'permissions', 'placeholder', 'step', 'table', 'template'].map((name) => [name, '–']),
);

/** The values that a failure carries, and something for all others that a text about one may name. */
export const withUnsaid = (
  system: string,
  args: Readonly<Record<string, string | number>> = {},
): Record<string, string> => ({
  system,
  ...unsaid,
  ...Object.fromEntries(Object.entries(args).map(([name, value]) => [name, String(value)])),
});
