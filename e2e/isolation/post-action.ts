import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runtime } from '../support/instance';
import type { RouteRequest } from './route-requests';

/** A server action of the build under test: `file#name`, the id that the network calls it by, and a page that has it. */
export type BuiltAction = Readonly<{ name: string; id: string; page: string }>;
export type Fields = Readonly<Record<string, string | readonly string[]>>;
export type Answer = Readonly<{ status: number; leadsTo: string; body: string }>;

type Manifest = Readonly<{
  node: Readonly<
    Record<string, Readonly<{ exportedName: string; filename: string; workers: Readonly<Record<string, unknown>> }>>
  >;
}>;

/** Every server action there is, from the list that the server itself calls them by. */
export function builtActions(): readonly BuiltAction[] {
  const file = path.join(process.cwd(), '.next/server/server-reference-manifest.json');
  const { node } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  return Object.entries(node).map(([id, { exportedName, filename, workers }]) => ({
    id,
    name: `${filename.replace(/^app\/(\[locale\]\/)?/, '').replace(/\.ts$/, '')}#${exportedName}`,
    page: Object.keys(workers).sort()[0] ?? '',
  }));
}

/**
 * Calls an action as its page does in a browser: the state before and the form, as the framework writes them. `fields`
 * also fill the places in the page's path.
 */
export async function postAction(
  { id, page }: BuiltAction,
  session: string | null,
  fields: Fields,
  takesState = true,
): Promise<Answer> {
  const { url } = runtime();
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of typeof value === 'string' ? [value] : value) body.append(`_1_${name}`, each);
  }
  const state = { status: 'idle', attempt: 0, values: {} };
  // The arguments come last, as the framework sends them: the rows that they name are there by then.
  body.append('0', JSON.stringify(takesState ? [state, '$K1'] : ['$K1']));
  const response = await fetch(`${url}${pathOf(page, fields)}`, {
    method: 'POST',
    redirect: 'manual',
    body,
    headers: {
      origin: new URL(url).origin,
      'next-action': id,
      accept: 'text/x-component',
      ...(session ? { cookie: `portico-session=${session}` } : {}),
    },
  });
  return {
    status: response.status,
    leadsTo: `${response.headers.get('x-action-redirect') ?? ''}${response.headers.get('location') ?? ''}`,
    body: await response.text(),
  };
}

/** Asks a route handler, as a person with a session or as a program with a key. A stream is left at its first word. */
export async function askRoute(
  { path: place, ...init }: RouteRequest,
  { session = null, key }: Readonly<{ session?: string | null; key?: string }>,
): Promise<Answer> {
  const { url } = runtime();
  const response = await fetch(`${url}${place}`, {
    ...init,
    redirect: 'manual',
    headers: {
      origin: new URL(url).origin,
      ...(session ? { cookie: `portico-session=${session}` } : {}),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...init.headers,
    },
  });
  const streams = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (streams) await response.body?.cancel();
  const leadsTo = response.headers.get('location') ?? '';
  return { status: response.status, leadsTo, body: streams ? 'a stream' : await response.text() };
}

/** `app/[locale]/(customer)/flows/[flowId]/page` as an address: groups left out, places filled in. */
function pathOf(page: string, fields: Fields): string {
  const parts = page
    .replace(/^app\//, '')
    .replace(/\/?page$/, '')
    .split('/')
    .filter((part) => !part.startsWith('('));
  const filled = parts.map((part) => {
    const place = /^\[(.+)\]$/.exec(part)?.[1];
    if (place === undefined) return part;
    return place === 'locale' ? 'en' : String(fields[place] ?? 'x');
  });
  return `/${filled.join('/')}`;
}

/** An answer without what differs by nature: ids, times, the build, and the page of one's own that it leads to. */
export const neutral = ({ status, leadsTo, body }: Answer): Answer => ({
  status,
  leadsTo: bare(leadsTo),
  body: leadsTo === '' ? bare(body) : 'a page',
});

const bare = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/"b":"[^"]*"/g, '<build>');
