import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Messages } from 'next-intl';
import type { Locale } from './locales';

const root = path.join(process.cwd(), 'messages');
const loaded = new Map<Locale, Promise<Messages>>();

/**
 * All messages of a language: each file `messages/<locale>/<surface>.json` under the name of its surface. Read once
 * per process in production; in development on every call, so that a text can be changed while looking at it.
 * Server and worker only: the browser gets the few surfaces that a page picks.
 */
export function loadMessages(locale: Locale): Promise<Messages> {
  const known = loaded.get(locale);
  if (known && process.env.NODE_ENV === 'production') return known;
  const reading = read(locale);
  loaded.set(locale, reading);
  return reading;
}

async function read(locale: Locale): Promise<Messages> {
  const folder = path.join(root, locale);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const surfaces = await Promise.all(
    files.map(async (name) => {
      const text = await readFile(path.join(folder, name), 'utf8');
      return [name.slice(0, -'.json'.length), JSON.parse(text)] as const;
    }),
  );
  return Object.fromEntries(surfaces) as unknown as Messages;
}
