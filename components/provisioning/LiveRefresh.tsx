'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { announce } from '@/components/ui/live-region-ids';

type Props = Readonly<{
  /** True while something is under way. */
  active: boolean;
  /** The stream that says when to look again. */
  stream: string;
  /** What the page shows now, as the stream names it. */
  version: string;
  /** What has changed since the last look, said to people who listen; the first one is not said. */
  message: string;
}>;

const lookAgainMs = 5000;
const insistMs = 3000;
const insistTimes = 5;
const streamAgainMs = 60_000;
const quietMs = 10_000;

/**
 * Makes the page look again whenever its stream says that something has changed, and every few seconds where there is no
 * stream: cut by a proxy, or too many pages open. A look that failed or came too early is repeated. Says what is new at most every ten seconds. Nothing moves the focus. A
 * page in the background is not connected, and looks once when it is seen again. Without a script there is a link.
 */
export const LiveRefresh = ({ active, stream, version, message }: Props) => {
  const router = useRouter();
  const shown = useRef(version);
  useEffect(() => {
    shown.current = version;
  }, [version]);
  useEffect(() => {
    if (!active) return undefined;
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let insisting: ReturnType<typeof setTimeout> | undefined;
    const leave = (): void => {
      source?.close();
      source = null;
      clearTimeout(timer);
      clearTimeout(insisting);
    };
    const lookUntilShown = (version: string, times = insistTimes): void => {
      clearTimeout(insisting);
      if (version === shown.current || times === 0) return;
      router.refresh();
      insisting = setTimeout(lookUntilShown, insistMs, version, times - 1);
    };
    const lookUntilStreamed = (since: number): void => {
      timer = setTimeout(() => {
        router.refresh();
        if (Date.now() - since > streamAgainMs) connect();
        else lookUntilStreamed(since);
      }, lookAgainMs);
    };
    const connect = (): void => {
      leave();
      if (document.visibilityState !== 'visible') return;
      if (typeof EventSource === 'undefined') return lookUntilStreamed(Infinity);
      const opened = new EventSource(stream);
      source = opened;
      opened.addEventListener('changed', (event: MessageEvent<string>) => {
        const version = versionOf(event.data);
        if (version !== null) lookUntilShown(version);
      });
      opened.addEventListener('error', () => {
        // A stream that only broke off is opened again by the browser; one that was refused stays closed.
        if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
        leave();
        lookUntilStreamed(Date.now());
      });
    };
    connect();
    document.addEventListener('visibilitychange', connect);
    return () => {
      document.removeEventListener('visibilitychange', connect);
      leave();
    };
  }, [active, stream, router]);
  useSaid(message);
  return null;
};

const versionOf = (data: string): string | null => {
  try {
    const { version } = Object(JSON.parse(data)) as { version?: unknown };
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
};

/** Says a text when it has changed, but never two within ten seconds: then the newest of them, once the time is up. */
function useSaid(message: string): void {
  const last = useRef({ text: message, at: 0 });
  useEffect(() => {
    if (last.current.text === message) return undefined;
    const say = (): void => {
      last.current = { text: message, at: Date.now() };
      announce(message);
    };
    const wait = last.current.at + quietMs - Date.now();
    if (wait <= 0) {
      say();
      return undefined;
    }
    const timer = setTimeout(say, wait);
    return () => clearTimeout(timer);
  }, [message]);
}
