'use client';

import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { startTransition, useActionState, useState } from 'react';
import { Button, type ButtonVariant } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { useReady } from '@/components/ui/use-ready';
import { idleForm, type FormState } from '@/app/_server/form-state';

type Action<T> = (state: FormState<T>, form: FormData) => Promise<FormState<T>>;
type Common = Readonly<{
  label: string;
  pending: string;
  failed: string;
  variant?: ButtonVariant;
  /** Sent along with the answer. */
  values?: Readonly<Record<string, string>>;
  next?: string | undefined;
}>;
type Props = Common &
  (
    | Readonly<{
        make?: false;
        ask: Action<{ options: PublicKeyCredentialRequestOptionsJSON }>;
        answer: Action<string>;
      }>
    | Readonly<{
        make: true;
        ask: Action<{ options: PublicKeyCredentialCreationOptionsJSON }>;
        answer: Action<null>;
      }>
  );

/**
 * Uses a passkey, or makes one. The one way in that takes JavaScript, so without it the button is not there. Stopping in
 * the device's window is no error of ours: it says so and waits.
 */
export function PasskeyButton(props: Props) {
  const ready = useReady();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [state, submit, isPending] = useActionState<FormState<string | null>, FormData>(
    async (_, form) => props.answer(idleForm, form),
    idleForm,
  );
  const press = async (): Promise<void> => {
    setProblem(null);
    setBusy(true);
    try {
      const form = new FormData();
      if (props.next) form.set('next', props.next);
      const response = await respond(props, form);
      if (typeof response === 'string') setProblem(response);
      else {
        const answer = new FormData();
        for (const [name, value] of Object.entries(props.values ?? {})) answer.set(name, value);
        answer.set('response', JSON.stringify(response));
        startTransition(() => submit(answer));
      }
    } catch {
      setProblem(props.failed);
    } finally {
      setBusy(false);
    }
  };
  const refused = state.status === 'refused' ? `${state.refusal.title}. ${state.refusal.remedy}` : problem;
  const waiting = busy || isPending;
  return (
    <div className="stack js-only" data-ready={ready ? '' : undefined}>
      {refused ? (
        <InsetNotice tone="error" role="alert">
          <p>{refused}</p>
        </InsetNotice>
      ) : null}
      <p>
        <Button
          type="button"
          variant={props.variant ?? 'secondary'}
          pending={waiting}
          onClick={() => (waiting ? undefined : void press())}
        >
          {waiting ? props.pending : props.label}
        </Button>
      </p>
    </div>
  );
}

/** Asks the server what to ask the device, and the device; a refusal's sentence comes back as text. */
async function respond(props: Props, form: FormData): Promise<object | string> {
  if (props.make) {
    const asked = await props.ask(idleForm, form);
    if (asked.status === 'done') return startRegistration({ optionsJSON: asked.value.options });
    return asked.status === 'refused' ? `${asked.refusal.title}. ${asked.refusal.remedy}` : props.failed;
  }
  const asked = await props.ask(idleForm, form);
  if (asked.status === 'done') return startAuthentication({ optionsJSON: asked.value.options });
  return asked.status === 'refused' ? `${asked.refusal.title}. ${asked.refusal.remedy}` : props.failed;
}
