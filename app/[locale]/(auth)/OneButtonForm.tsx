'use client';

import { useActionState } from 'react';
import { Button, type ButtonVariant } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { idleForm, type FormState } from '@/app/_server/form-state';

type Props<T> = Readonly<{
  action: (state: FormState<T>, form: FormData) => Promise<FormState<T>>;
  hidden?: Readonly<Record<string, string>>;
  submit: string;
  pending: string;
  variant?: ButtonVariant;
  /** Where to go on after a refusal. */
  way?: Readonly<{ href: string; label: string }>;
}>;

/** One button that posts: for links in mails, which must not do anything before somebody presses it. */
export function OneButtonForm<T>({ action, hidden = {}, submit, pending, variant = 'primary', way }: Props<T>) {
  const [state, formAction, isPending] = useActionState<FormState<T>, FormData>(action, idleForm);
  const isRefused = state.status === 'refused';
  return (
    <>
      {isRefused ? (
        <InsetNotice tone="error" role="alert" title={state.refusal.title}>
          <p>{state.refusal.cause}</p>
          <p>{state.refusal.remedy}</p>
        </InsetNotice>
      ) : null}
      <form action={formAction}>
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p className="cluster">
          {isRefused && way ? (
            <a className="button" data-variant="primary" data-size="normal" href={way.href}>
              {way.label}
            </a>
          ) : (
            <Button variant={variant} pending={isPending}>
              {isPending ? pending : submit}
            </Button>
          )}
        </p>
      </form>
    </>
  );
}
