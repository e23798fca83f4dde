let closing: AbortSignal | undefined;

/**
 * A signal that the process has been asked to stop. Open streams end then, because a server that shuts down waits for its
 * connections, and a stream would keep it waiting for minutes. The server's own handler decides when the process ends.
 */
export function shuttingDown(): AbortSignal {
  if (closing) return closing;
  const controller = new AbortController();
  closing = controller.signal;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // Without another handler, ours would keep the process from ending.
    if (process.listenerCount(signal) > 0) process.once(signal, () => controller.abort());
  }
  return closing;
}
