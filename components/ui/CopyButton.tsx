'use client';

import { useState } from 'react';
import { Icon } from './Icon';
import { announce } from './live-region-ids';
import { useReady } from './use-ready';

type Props = Readonly<{
  /** The text to copy; it stays in this component and is never written anywhere else. */
  value: string;
  /** What is copied, in the button's own name: "Copy API key". */
  label: string;
  copied: string;
  /** Shown when the browser refuses: select and copy by hand. */
  refused: string;
}>;

/**
 * Copies a value. Seen only when the script runs, since it can do nothing without; the value beside it selects
 * itself as a whole.
 */
export const CopyButton = ({ value, label, copied, refused }: Props) => {
  const ready = useReady();
  const [outcome, setOutcome] = useState<string>();
  const copy = async () => {
    const message = await navigator.clipboard.writeText(value).then(
      () => copied,
      () => refused,
    );
    setOutcome(message);
    announce(message);
  };
  return (
    <>
      <button
        type="button"
        className="button js-only"
        data-variant="secondary"
        data-size="small"
        data-ready={ready ? '' : undefined}
        onClick={copy}
      >
        <Icon name={outcome === copied ? 'check' : 'copy'} />
        {label}
      </button>
      {outcome ? <span className="small">{outcome}</span> : null}
    </>
  );
};
