'use client';

import { startTransition, useActionState, type FormEvent, type ReactNode } from 'react';
import { ErrorSummary } from '@/components/forms/ErrorSummary';
import { ConsentBox } from '@/components/forms/fields/ConsentBox';
import type { FormTexts } from '@/components/forms/form-texts';
import { Button, type ButtonVariant } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { untouched, type FormAction, type FormState } from './form-state';

type Props<T> = Readonly<{
  action: FormAction<T>;
  hidden: Readonly<Record<string, string>>;
  /** The document's title with and without an error; absent where the form is not what the page is about. */
  title?: Readonly<{ plain: string; error: string }>;
  /** A box that must be ticked, with the words that are agreed to. */
  consent?: Readonly<{ name: string; label: string }>;
  button: Readonly<{ label: string; pending: string; variant?: ButtonVariant }>;
  texts: FormTexts;
  children?: ReactNode;
}>;

/** One act with one button: sends once however often it is pressed, and says in words what stood in the way. */
export const ActionForm = <T,>({ action, hidden, title, consent, button, texts, children }: Props<T>) => {
  const [state, send, pending] = useActionState<FormState<T>, FormData>(action, untouched);
  const refusal = state.status === 'refused' ? state.refusal : null;
  const errors = consent ? (refusal?.errors[consent.name] ?? []) : [];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    if (!pending) startTransition(() => send(data));
  };
  return (
    <form action={send} onSubmit={submit} noValidate className="stack">
      {title ? <title>{refusal ? title.error : title.plain}</title> : null}
      <ErrorSummary
        title={texts.problem}
        errors={errors.map((message) => ({ fieldId: consent?.name ?? '', message }))}
      />
      {refusal && errors.length === 0 ? (
        <InsetNotice tone="error" title={refusal.title} role="alert">
          {refusal.cause} {refusal.remedy}
        </InsetNotice>
      ) : null}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      {consent ? (
        <ConsentBox
          key={state.attempt}
          id={consent.name}
          name={consent.name}
          label={consent.label}
          errors={errors}
          required
          defaultChecked={state.values[consent.name] === 'true'}
          texts={texts}
        />
      ) : null}
      <div className="button-row">
        <Button variant={button.variant} pending={pending}>
          {pending ? button.pending : button.label}
        </Button>
      </div>
    </form>
  );
};
