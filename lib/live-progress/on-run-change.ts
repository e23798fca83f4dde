import { listen, type Listener } from '@/lib/platform/events';

const watchers = new Set<() => void>();
let listener: Listener | undefined;

/**
 * Calls `wake` whenever some run may have changed, until the answer is called. However many watch, the process listens
 * once, and only while somebody watches. A call says "look again" and nothing else, so each watcher asks for its own.
 */
export function onRunChange(wake: () => void): () => void {
  const watcher = (): void => wake();
  watchers.add(watcher);
  listener ??= listen({
    role: 'app',
    channel: 'run_changed',
    onWake: () => {
      for (const each of watchers) each();
    },
  });
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    const idle = listener;
    listener = undefined;
    void idle?.close();
  };
}
