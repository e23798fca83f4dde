'use client';

import { useActionState } from 'react';
import { ErrorSummary } from '@/components/forms/ErrorSummary';
import { SecretInput } from '@/components/forms/fields/SecretInput';
import { TextArea } from '@/components/forms/fields/TextArea';
import type { FormTexts } from '@/components/forms/form-texts';
import { Button } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { untouched, type FormAction, type FormState } from './form-state';

type Props<T> = Readonly<{
  action: FormAction<T>;
  hidden: Readonly<Record<string, string>>;
  parts: readonly Readonly<{ id: string; label: string; hint: string | null; multiline: boolean }>[];
  button: Readonly<{ label: string; pending: string }>;
  /** Said after a refusal: nothing that was typed here comes back. */
  typeAgain: string;
  texts: FormTexts;
}>;

/** The parts of a secret, each typed or pasted, sent once and never shown again, not even after an error. */
export const CredentialForm = <T,>({ action, hidden, parts, button, typeAgain, texts }: Props<T>) => {
  const [state, send, pending] = useActionState<FormState<T>, FormData>(action, untouched);
  const refusal = state.status === 'refused' ? state.refusal : null;
  const errorsOf = (id: string) => refusal?.errors[id] ?? [];
  const errors = parts.flatMap(({ id }) => errorsOf(id).map((message) => ({ fieldId: `part-${id}`, message })));
  return (
    <form action={send} noValidate className="stack" autoComplete="off">
      <ErrorSummary title={texts.problem} errors={errors} attempt={state.attempt} />
      {refusal && errors.length === 0 ? (
        <InsetNotice tone="error" title={refusal.title} role="alert">
          {refusal.cause} {refusal.remedy}
        </InsetNotice>
      ) : null}
      {refusal ? <p>{typeAgain}</p> : null}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {parts.map(({ id, label, hint, multiline }) => {
        const field = {
          id: `part-${id}`,
          name: id,
          label,
          ...(hint !== null && { hint }),
          errors: errorsOf(id),
          required: true,
          texts,
        };
        const key = `${id}-${state.attempt}`;
        return multiline ? (
          <TextArea key={key} {...field} dir="ltr" autoComplete="off" rows={8} />
        ) : (
          <SecretInput key={key} {...field} />
        );
      })}
      <div className="button-row">
        <Button pending={pending}>{pending ? button.pending : button.label}</Button>
      </div>
    </form>
  );
};
