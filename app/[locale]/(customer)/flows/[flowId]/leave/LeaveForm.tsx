'use client';

import { useActionState } from 'react';
import { ErrorSummary } from '@/components/forms/ErrorSummary';
import { TextArea } from '@/components/forms/fields/TextArea';
import { TextInput } from '@/components/forms/fields/TextInput';
import type { FormTexts } from '@/components/forms/form-texts';
import { untouched, type FormAction, type FormState } from '@/components/onboarding/form-state';
import { Button } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';

type Props<T> = Readonly<{
  action: FormAction<T>;
  hidden: Readonly<Record<string, string>>;
  words: Readonly<{
    phrase: string;
    phraseHint: string;
    reason: string;
    reasonHint: string;
    submit: string;
    pending: string;
  }>;
  titles: Readonly<{ plain: string; error: string }>;
  texts: FormTexts;
}>;

/** The words that have to be typed, and why the service ends. */
export function LeaveForm<T>({ action, hidden, words, titles, texts }: Props<T>) {
  const [state, send, pending] = useActionState<FormState<T>, FormData>(action, untouched);
  const refusal = state.status === 'refused' ? state.refusal : null;
  const errorsOf = (name: string) => refusal?.errors[name] ?? [];
  const errors = ['phrase', 'reason'].flatMap((name) =>
    errorsOf(name).map((message) => ({ fieldId: `leave-${name}`, message })),
  );
  const shared = (name: string) => {
    const value = state.values[name];
    const typed = typeof value === 'string' ? { defaultValue: value } : {};
    return { id: `leave-${name}`, name, errors: errorsOf(name), required: true, texts, ...typed };
  };
  return (
    <form action={send} noValidate className="stack">
      <title>{refusal ? titles.error : titles.plain}</title>
      <ErrorSummary title={texts.problem} errors={errors} attempt={state.attempt} />
      {refusal && errors.length === 0 ? (
        <InsetNotice tone="error" title={refusal.title} role="alert">
          {refusal.cause} {refusal.remedy}
        </InsetNotice>
      ) : null}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <TextInput
        key={`phrase-${state.attempt}`}
        {...shared('phrase')}
        type="text"
        dir="auto"
        autoComplete="off"
        label={words.phrase}
        hint={words.phraseHint}
      />
      <TextArea
        key={`reason-${state.attempt}`}
        {...shared('reason')}
        label={words.reason}
        hint={words.reasonHint}
        rows={3}
      />
      <div className="button-row">
        <Button variant="danger" pending={pending}>
          {pending ? words.pending : words.submit}
        </Button>
      </div>
    </form>
  );
}
