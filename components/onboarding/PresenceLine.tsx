'use client';

import { useEffect, useState } from 'react';

type Props = Readonly<{ action: string; flowId: string; stepId: string; initial: string }>;

const everyMs = 20_000;

/**
 * Who else has this page open, in one quiet line. Says every twenty seconds that this reader is here, and hears who is;
 * a page in the background keeps silent and is forgotten after a minute. Without a script the line is as of the load.
 */
export function PresenceLine({ action, flowId, stepId, initial }: Props) {
  const [text, setText] = useState(initial);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void ask().then((said) => said !== null && setText(said));
    }, everyMs);
    return () => {
      clearInterval(timer);
      stop.abort();
    };

    /** Null when there was no answer: then what was known last stays. */
    async function ask(): Promise<string | null> {
      const body = new FormData();
      body.set('flowId', flowId);
      body.set('stepId', stepId);
      try {
        const response = await fetch(action, { method: 'POST', body, signal: stop.signal });
        if (!response.ok) return null;
        const { text: said } = Object(await response.json()) as { text?: unknown };
        return typeof said === 'string' ? said : null;
      } catch {
        return null;
      }
    }
  }, [action, flowId, stepId]);
  return (
    <p className="small muted" role="status">
      {text}
    </p>
  );
}
