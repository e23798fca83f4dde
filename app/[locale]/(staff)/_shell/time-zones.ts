/** Every zone that dates can be written in, by its own name, with UTC first: a list that reads the same everywhere. */
export const timeZoneOptions = (): readonly Readonly<{ value: string; label: string }>[] =>
  ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((zone) => ({
    value: zone,
    label: zone.replaceAll('_', ' '),
  }));
