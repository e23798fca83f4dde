import { listen, type Listener } from '@/lib/platform/events';
import { doorStatement, Prisma } from '@/lib/tenancy';

/** Runs wake nobody unless somebody has said within thirty seconds that he watches. */
const SAY_EVERY_MS = 10_000;

const watchers = new Set<() => void>();
let open: Readonly<{ listener: Listener; saying: NodeJS.Timeout }> | undefined;

/**
 * Calls `wake` whenever some run may have changed, until the answer is called. However many watch, the process listens
 * once, and only while somebody watches. A call says "look again" and nothing else, so each watcher asks for its own.
 */
export function onRunChange(wake: () => void): () => void {
  const watcher = (): void => wake();
  watchers.add(watcher);
  if (open === undefined) void sayThatWeWatch();
  open ??= {
    listener: listen({ role: 'app', channel: 'run_changed', onWake: wakeAll }),
    saying: setInterval(() => void sayThatWeWatch(), SAY_EVERY_MS),
  };
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0 || open === undefined) return;
    const { listener, saying } = open;
    open = undefined;
    clearInterval(saying);
    void listener.close();
  };
}

const wakeAll = (): void => {
  for (const each of watchers) each();
};

/** What changed before this was stored has woken nobody, so everybody looks again. Next time when the database is away. */
async function sayThatWeWatch(): Promise<void> {
  try {
    await doorStatement(Prisma.sql`select 1 as said from app.watch_runs()`);
    wakeAll();
  } catch {
    return;
  }
}
