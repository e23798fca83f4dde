'use client';

import { useActionState, useEffect, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { idleForm, type FormState } from '@/app/_server/form-state';

type Props<T> = Readonly<{
  action: (state: FormState<T>, form: FormData) => Promise<FormState<T>>;
  /** The sentence for each number of seconds left, from none on: plurals are the server's business. */
  waits: readonly string[];
  submit: string;
}>;

/**
 * Asks for another mail. The seconds left are plain text that nobody is interrupted by; without JavaScript the number
 * stands still, and pressing too early says how long to wait.
 */
export function ResendForm<T>({ action, waits, submit }: Props<T>) {
  const [state, formAction, isPending] = useActionState<FormState<T>, FormData>(action, idleForm);
  const [left, setLeft] = useState(waits.length - 1);
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return (
    <form action={formAction} className="stack">
      {left > 0 ? <p className="muted">{waits[left]}</p> : null}
      {state.status === 'refused' ? (
        <p role="alert">
          {state.refusal.title}. {state.refusal.remedy}
        </p>
      ) : null}
      <p>
        <Button variant="secondary" pending={isPending}>
          {submit}
        </Button>
      </p>
    </form>
  );
}
