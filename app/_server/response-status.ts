import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FormValues } from './form';

type Exchange = Readonly<{ request: IncomingMessage; response: ServerResponse }>;

/** One store for the process: the start-up code and the pages are bundled apart and would each have their own. */
const registry = globalThis as typeof globalThis & {
  porticoExchange?: AsyncLocalStorage<Exchange>;
  porticoUnsaved?: WeakMap<IncomingMessage, FormValues>;
};
const exchanges = (): AsyncLocalStorage<Exchange> => (registry.porticoExchange ??= new AsyncLocalStorage<Exchange>());

/** Remembers, for everything that a request sets off, which answer belongs to it. Call once, at start. */
export function trackExchanges(): void {
  const store = exchanges();
  subscribe('http.server.request.start', (message) => store.enterWith(message as Exchange));
}

/**
 * Sets the status of the document being rendered. Next has no call for this: its own way to a 404, throwing
 * `notFound()`, sends an empty document that only JavaScript fills, and our pages must be read without. Soft
 * navigations keep their 200, since the router would load the page a second time otherwise.
 */
export function setDocumentStatus(status: 403 | 404 | 410 | 500): void {
  const exchange = exchanges().getStore();
  if (!exchange || exchange.response.headersSent || !isDocument()) return;
  exchange.response.statusCode = status;
}

/**
 * Whether a whole document is being rendered, not a part for a page that is open already. The open page keeps the
 * content policy it came with, so a style element with this answer's nonce would be refused there.
 */
export function isDocument(): boolean {
  const headers = exchanges().getStore()?.request.headers;
  return headers?.rsc === undefined && headers?.['next-action'] === undefined;
}

/** Whether the page is being rendered as the answer to a form posted without a script, not because somebody opened it. */
export const isAnswerToPost = (): boolean => exchanges().getStore()?.request.method === 'POST';

/** What was posted and could not be dealt with, for the page that has to say so. */
const unsaved = (registry.porticoUnsaved ??= new WeakMap<IncomingMessage, FormValues>());

/** Remembers a post that failed on our side until its answer is made; secrets must be taken out before. */
export function rememberUnsaved(posted: FormValues): void {
  const exchange = exchanges().getStore();
  if (exchange) unsaved.set(exchange.request, posted);
}

/** The post that this answer has to give back, or null. */
export function unsavedPost(): FormValues | null {
  const exchange = exchanges().getStore();
  return (exchange && unsaved.get(exchange.request)) ?? null;
}
