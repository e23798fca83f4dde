'use client';

import { unstable_isUnrecognizedActionError, unstable_rethrow } from 'next/navigation';
import { useActionState, useState, useTransition } from 'react';
import { untouched, type FormAction, type FormState } from './form-state';

/** Why an answer never came: the connection or the server went away, or the product was replaced by a newer one. */
export type LostAnswer = 'unreachable' | 'updated';

type Sending<T> = Readonly<{
  state: FormState<T>;
  /** For `<form action>`: what a browser without a script uses. */
  action: (form: FormData) => void;
  send: (form: FormData) => void;
  pending: boolean;
  lost: LostAnswer | null;
}>;

/**
 * `useActionState` for a form that must survive its server. With a script the action is called from here, so that an
 * answer that never comes leaves the page as it is, with everything typed, and says so; sending again is safe, because the
 * same answers saved twice are saved once. `onLost` is told at once.
 */
export function useStepAction<T>(action: FormAction<T>, onLost: () => void): Sending<T> {
  const [plain, plainAction, plainPending] = useActionState<FormState<T>, FormData>(action, untouched);
  const [answered, setAnswered] = useState<FormState<T> | null>(null);
  const [lost, setLost] = useState<LostAnswer | null>(null);
  const [pending, start] = useTransition();
  const state = answered ?? plain;
  const send = (form: FormData): void =>
    start(async () => {
      try {
        const next = await action(state, form);
        start(() => {
          setAnswered(next);
          setLost(null);
        });
      } catch (error) {
        // Going to another page travels as an error, too.
        unstable_rethrow(error);
        setLost(unstable_isUnrecognizedActionError(error) ? 'updated' : 'unreachable');
        onLost();
      }
    });
  return { state, action: plainAction, send, pending: pending || plainPending, lost };
}
