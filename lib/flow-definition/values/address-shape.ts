import { isCountryCode } from './countries';
import { empty, found, wrong, type ParsedValue } from './parsed';

/** What the browser, which has no forms of address, can say: whether anything was typed, and that it has a country. */
export function parseAddressShape(raw: Readonly<Record<string, string>>): ParsedValue {
  const { country = '', ...parts } = raw;
  if (Object.values(parts).every((text) => text.trim() === '')) return empty;
  if (country === '') return wrong('field.address_country');
  return isCountryCode(country.toUpperCase()) ? found(raw) : wrong('field.country_unknown');
}
