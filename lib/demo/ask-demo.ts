import process from 'node:process';
import { config } from '@/lib/platform/config';
import { createSafeFetch } from '@/lib/platform/http';

/** A full mailbox is larger than what other systems may answer. */
const bytesMax = 64 * 1024 * 1024;

/**
 * Asks one of the demo's own helpers, whose address only a demo has in its environment. Null when there is none, when
 * it does not answer, and when it answers something unreadable.
 */
export async function askDemo(
  variable: 'DEMO_DESK_URL' | 'SIMULATORS_URL',
  path: string,
  body?: Readonly<Record<string, string | null>>,
): Promise<Readonly<{ status: number; body: unknown }> | null> {
  const origin = process.env[variable];
  if (!origin) return null;
  const fetchOwn = createSafeFetch({ allowedEndpoints: config().allowedEndpoints, bytesMax, timeoutMs: 5000 });
  const result = await fetchOwn(`${origin}${path}`, {
    headers: { 'x-portico-demo': '1', ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  if (!result.ok) return null;
  try {
    return { status: result.response.status, body: JSON.parse(result.response.text()) };
  } catch {
    return null;
  }
}
