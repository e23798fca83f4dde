import { ConnectorError } from './connector';

/** A part of a credential by its name, or its only part, whatever that is called; `credential_missing` when there is none. */
export function soleSecret(secret: Readonly<Record<string, string>>, name: string, system: string): string {
  const values = Object.values(secret);
  const value = (Object.hasOwn(secret, name) ? secret[name] : values.length === 1 ? values[0] : undefined)?.trim();
  if (value === undefined || value === '') throw new ConnectorError('credential_missing', { system });
  return value;
}

/** An argument that is one text or several: a list, or texts between commas and spaces. */
export function listArg(value: string | number | boolean | readonly string[] | undefined): readonly string[] {
  if (value === undefined || typeof value === 'boolean') return [];
  const parts = typeof value === 'object' ? value : String(value).split(/[\s,]+/);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
