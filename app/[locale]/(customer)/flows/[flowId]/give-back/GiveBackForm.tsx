'use client';

import { useActionState } from 'react';
import { ErrorSummary } from '@/components/forms/ErrorSummary';
import { NativeSelect } from '@/components/forms/fields/NativeSelect';
import { TextArea } from '@/components/forms/fields/TextArea';
import type { FormTexts } from '@/components/forms/form-texts';
import { untouched, type FormAction, type FormState } from '@/components/onboarding/form-state';
import { Button } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';

type Props<T> = Readonly<{
  action: FormAction<T>;
  flowId: string;
  pages: readonly Readonly<{ value: string; label: string }>[];
  words: Readonly<{ page: string; note: string; noteHint: string; submit: string; pending: string }>;
  titles: Readonly<{ plain: string; error: string }>;
  texts: FormTexts;
}>;

/** Which page, and what should be looked at on it. */
export function GiveBackForm<T>({ action, flowId, pages, words, titles, texts }: Props<T>) {
  const [state, send, pending] = useActionState<FormState<T>, FormData>(action, untouched);
  const refusal = state.status === 'refused' ? state.refusal : null;
  const errorsOf = (name: string) => refusal?.errors[name] ?? [];
  const errors = ['stepId', 'note'].flatMap((name) =>
    errorsOf(name).map((message) => ({ fieldId: `give-back-${name}`, message })),
  );
  const typed = (name: string): string | undefined => {
    const value = state.values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const shared = (name: string) => ({ id: `give-back-${name}`, name, errors: errorsOf(name), required: true, texts });
  return (
    <form action={send} noValidate className="stack">
      <title>{refusal ? titles.error : titles.plain}</title>
      <ErrorSummary title={texts.problem} errors={errors} attempt={state.attempt} />
      {refusal && errors.length === 0 ? (
        <InsetNotice tone="error" title={refusal.title} role="alert">
          {refusal.cause} {refusal.remedy}
        </InsetNotice>
      ) : null}
      <input type="hidden" name="flowId" value={flowId} />
      <NativeSelect
        key={`page-${state.attempt}`}
        {...shared('stepId')}
        label={words.page}
        options={pages}
        defaultValue={typed('stepId')}
      />
      <TextArea
        key={`note-${state.attempt}`}
        {...shared('note')}
        label={words.note}
        hint={words.noteHint}
        rows={3}
        defaultValue={typed('note')}
      />
      <div className="button-row">
        <Button pending={pending}>{pending ? words.pending : words.submit}</Button>
      </div>
    </form>
  );
}
