'use client';

import { useEffect, useRef, type MouseEvent } from 'react';

export type SummaryError = Readonly<{ fieldId: string; message: string }>;
type Props = Readonly<{
  title: string;
  errors: readonly SummaryError[];
  /** Changes with every failed attempt (its time, its number), so that the focus comes back here each time. */
  attempt?: string | number;
  /** `warning` for what only looks wrong; `note` says what to do then. */
  tone?: 'error' | 'warning';
  note?: string;
}>;

/**
 * All that is wrong with a page, on top of it, each line leading to its field. Takes the focus when it appears and at
 * every further failed attempt, never while errors are being put right below: by `autofocus` where no script runs, by
 * the effect after an action. Renders nothing when there is nothing wrong.
 */
export const ErrorSummary = (props: Props) => (props.errors.length === 0 ? null : <Summary {...props} />);

const Summary = ({ title, errors, attempt, tone = 'error', note }: Props) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [attempt]);
  return (
    <div className="error-summary" data-tone={tone} role="alert" tabIndex={-1} autoFocus ref={box}>
      <h2>{title}</h2>
      <ul>
        {errors.map((error) => (
          <li key={`${error.fieldId} ${error.message}`}>
            <a href={`#${error.fieldId}`} onClick={(event) => goToField(event, error.fieldId)}>
              {error.message}
            </a>
          </li>
        ))}
      </ul>
      {note ? <p className="error-summary__note">{note}</p> : null}
    </div>
  );
};

/** Brings the question into view before the focus, which alone would show the input and hide what it is about. */
const goToField = (event: MouseEvent, fieldId: string): void => {
  const control = document.getElementById(fieldId);
  if (!control) return;
  event.preventDefault();
  const name =
    control.closest('fieldset')?.querySelector('legend') ??
    document.querySelector(`label[for="${CSS.escape(fieldId)}"]`);
  (name ?? control).scrollIntoView();
  control.focus({ preventScroll: true });
};
