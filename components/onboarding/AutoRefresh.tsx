'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { announce } from '@/components/ui/live-region-ids';

type Props = Readonly<{
  /** True while something is under way. */
  active: boolean;
  /** What has changed since the last look, said to people who listen; the first one is not said. */
  message: string;
  everyMs?: number;
}>;

/**
 * Looks again every two seconds while something is under way, and says what is new. Nothing moves the focus. Without a
 * script the page offers a link that does the same. A page in the background does not ask.
 */
export const AutoRefresh = ({ active, message, everyMs = 2000 }: Props) => {
  const router = useRouter();
  const said = useRef(message);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [active, everyMs, router]);
  useEffect(() => {
    if (said.current === message) return;
    said.current = message;
    announce(message);
  }, [message]);
  return null;
};
