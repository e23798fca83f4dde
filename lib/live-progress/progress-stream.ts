export type ProgressStreamOptions = Readonly<{
  /** What the page would show now, as a short text; null when the reader may not see it any more. */
  version: () => Promise<string | null>;
  /** Calls back whenever it may have changed; answers how to stop that. */
  subscribe: (wake: () => void) => () => void;
  /** Asked with every sign of life: whether whoever reads is still signed in. */
  stillIn: () => Promise<boolean>;
  /** Called once, however the stream ends. */
  onEnd: () => void;
  onError: (error: unknown) => void;
  /** Says that the reader has gone. */
  signal?: AbortSignal;
  heartbeatMs?: number;
  /** When the stream ends by itself, so that no connection lives for ever; the browser opens a new one. */
  lifeMs?: number;
  /** The least time between two looks, however much happens. */
  apartMs?: number;
}>;

/**
 * Server-sent events: `changed` with the version, first at once and then whenever it differs from the one sent before; a
 * comment as a sign of life. Ends when the time is up, when the reader goes or may not look any more, and on an error.
 */
export function progressStream(options: ProgressStreamOptions): ReadableStream<Uint8Array> {
  const { heartbeatMs = 20_000, lifeMs = 600_000, apartMs = 700 } = options;
  const encoder = new TextEncoder();
  let stop: (() => void) | undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let sent: string | null = null;
      let isOpen = true;
      let isLooking = false;
      let isWanted = false;
      let pause: NodeJS.Timeout | undefined;
      const send = (text: string): void => {
        if (isOpen) controller.enqueue(encoder.encode(text));
      };
      const end = (): void => {
        if (!isOpen) return;
        isOpen = false;
        clearTimeout(pause);
        clearTimeout(life);
        clearInterval(heartbeat);
        unsubscribe();
        options.onEnd();
        try {
          controller.close();
        } catch {
          // The reader has gone already, which closed it.
        }
      };
      const fail = (error: unknown): void => {
        options.onError(error);
        end();
      };
      const look = async (): Promise<void> => {
        if (isLooking || pause !== undefined) {
          isWanted = true;
          return;
        }
        isLooking = true;
        isWanted = false;
        const version = await options.version();
        isLooking = false;
        if (version === null) return end();
        if (version !== sent) {
          sent = version;
          send(`event: changed\ndata: ${JSON.stringify({ version })}\n\n`);
        }
        if (!isOpen) return;
        pause = setTimeout(() => {
          pause = undefined;
          if (isWanted) look().catch(fail);
        }, apartMs);
      };
      const beat = async (): Promise<void> => {
        if (await options.stillIn()) send(': alive\n\n');
        else end();
      };
      const unsubscribe = options.subscribe(() => void look().catch(fail));
      const heartbeat = setInterval(() => void beat().catch(fail), heartbeatMs);
      const life = setTimeout(end, lifeMs);
      stop = end;
      options.signal?.addEventListener('abort', end, { once: true });
      send('retry: 3000\n\n');
      look().catch(fail);
    },
    cancel() {
      stop?.();
    },
  });
}
