'use client';

import { useActionState } from 'react';
import { idleForm, type FormState } from '@/app/_server/form-state';
import type { StaffField } from '@/app/[locale]/(staff)/_shell/staff-field';
import { StaffFormView } from '@/app/[locale]/(staff)/_shell/StaffForm';
import type { FormTexts } from '@/components/forms/form-texts';
import { CopyButton } from '@/components/ui/CopyButton';
import { InsetNotice } from '@/components/ui/InsetNotice';

type Made = Readonly<{ key: string; name: string }>;
type Props = Readonly<{
  action: (state: FormState<Made>, form: FormData) => Promise<FormState<Made>>;
  fields: readonly StaffField[];
  hidden?: Readonly<Record<string, string>>;
  /** Unique on its page where there are several. */
  id?: string;
  submit: string;
  pending: string;
  words: FormTexts;
  titles: Readonly<{ plain: string; error: string }>;
  texts: Readonly<Record<'shownTitle' | 'shown' | 'copy' | 'copied' | 'copyRefused' | 'reload', string>>;
}>;

/** Makes a key and shows it in the answer, once: loading the page again shows it no more. */
export function NewKeyForm({ id = 'key', action, texts, words, ...form }: Props) {
  const [state, formAction, isPending] = useActionState<FormState<Made>, FormData>(action, idleForm);
  if (state.status === 'done') {
    return (
      <div className="stack">
        <title>{form.titles.plain}</title>
        <InsetNotice tone="warning" role="alert" title={texts.shownTitle}>
          {texts.shown}
        </InsetNotice>
        <div className="copy">
          <bdi dir="ltr" className="copy__value">
            {state.value.key}
          </bdi>
          <CopyButton value={state.value.key} label={texts.copy} copied={texts.copied} refused={texts.copyRefused} />
        </div>
        <p>
          <a href="?">{texts.reload}</a>
        </p>
      </div>
    );
  }
  return <StaffFormView id={id} state={state} action={formAction} isPending={isPending} texts={words} {...form} />;
}
