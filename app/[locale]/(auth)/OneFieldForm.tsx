'use client';

import { useActionState } from 'react';
import { ErrorSummary } from '@/components/forms/ErrorSummary';
import { TextInput } from '@/components/forms/fields/TextInput';
import type { FormTexts } from '@/components/forms/form-texts';
import { Button } from '@/components/ui/Button';
import { idleForm, type FormState } from '@/app/_server/form-state';
import { refusedErrors } from './refused-errors';

type Props<T> = Readonly<{
  action: (state: FormState<T>, form: FormData) => Promise<FormState<T>>;
  field: Readonly<{ name: 'email' | 'code'; label: string; hint: string; defaultValue?: string }>;
  hidden?: Readonly<Record<string, string>>;
  title: string;
  errorTitle: string;
  submit: string;
  pending: string;
  texts: FormTexts;
}>;

/** A form with one question, as signing in needs two of: works as a plain post, keeps what was typed, says what is wrong. */
export function OneFieldForm<T>({ action, field, hidden = {}, title, errorTitle, submit, pending, texts }: Props<T>) {
  const [state, formAction, isPending] = useActionState<FormState<T>, FormData>(action, idleForm);
  const errors = refusedErrors(state, field.name);
  const isCode = field.name === 'code';
  const typed = state.values[field.name];
  return (
    <>
      <title>{errors.length > 0 ? errorTitle : title}</title>
      <ErrorSummary title={texts.problem} errors={errors} attempt={state.attempt} />
      <form action={formAction} className="stack" noValidate>
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <TextInput
          key={state.attempt}
          id={field.name}
          name={field.name}
          label={field.label}
          hint={field.hint}
          errors={errors.map(({ message }) => message)}
          required
          dir="ltr"
          type={isCode ? 'text' : 'email'}
          code={isCode}
          digits={isCode}
          width={isCode ? 'medium' : 'full'}
          autoComplete={isCode ? 'one-time-code' : 'email'}
          defaultValue={typeof typed === 'string' ? typed : field.defaultValue}
          texts={texts}
        />
        <p>
          <Button pending={isPending}>{isPending ? pending : submit}</Button>
        </p>
      </form>
    </>
  );
}
