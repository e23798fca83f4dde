'use client';

import { useActionState } from 'react';
import { TextInput } from '@/components/forms/fields/TextInput';
import type { FormTexts } from '@/components/forms/form-texts';
import { untouched, type FormAction, type FormState } from '@/components/onboarding/form-state';
import { Button } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';

type Props<T> = Readonly<{
  action: FormAction<T>;
  flowId: string;
  stepId: string;
  externalId: string | null;
  words: Readonly<{ label: string; hint: string; submit: string; pending: string }>;
  texts: FormTexts;
}>;

/** The id that the other system gave its webhook. */
export function HookNameForm<T>({ action, flowId, stepId, externalId, words, texts }: Props<T>) {
  const [state, send, pending] = useActionState<FormState<T>, FormData>(action, untouched);
  const refusal = state.status === 'refused' ? state.refusal : null;
  const errors = refusal?.errors['externalId'] ?? [];
  const typed = state.values['externalId'];
  return (
    <form action={send} noValidate className="stack">
      {refusal && errors.length === 0 ? (
        <InsetNotice tone="error" title={refusal.title} role="alert">
          {refusal.cause} {refusal.remedy}
        </InsetNotice>
      ) : null}
      <input type="hidden" name="flowId" value={flowId} />
      <input type="hidden" name="stepId" value={stepId} />
      <TextInput
        key={state.attempt}
        id="externalId"
        name="externalId"
        label={words.label}
        hint={words.hint}
        errors={errors}
        required={false}
        dir="ltr"
        code
        width="medium"
        defaultValue={typeof typed === 'string' ? typed : (externalId ?? '')}
        texts={texts}
      />
      <div className="button-row">
        <Button variant="secondary" pending={pending}>
          {pending ? words.pending : words.submit}
        </Button>
      </div>
    </form>
  );
}
