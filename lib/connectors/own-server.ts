import type { Connection } from './connection';
import { ConnectorError } from './connector';

/** The address of a server that its owner runs: it has none of the vendor's. Fails with `not_connected` without one. */
export function serverOf({ settings }: Connection, system: string): string {
  const { baseUrl = '' } = settings;
  try {
    return new URL(baseUrl).href;
  } catch {
    throw new ConnectorError('not_connected', { system });
  }
}

/** The header that shows a token; none where the owner's server asks for none. */
export function bearerOf({ secret }: Connection): () => Promise<Readonly<Record<string, string>>> {
  const { token = '' } = secret;
  const headers: Readonly<Record<string, string>> = token === '' ? {} : { authorization: `Bearer ${token}` };
  return () => Promise.resolve(headers);
}
