'use client';

import Link from 'next/link';
import { useActionState, type ReactNode } from 'react';
import { Button } from '@/components/ui/Button';
import { CopyButton } from '@/components/ui/CopyButton';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import { untouched, type FormAction, type FormState } from './form-state';

export type RevealTexts = Readonly<{
  beforeTitle: string;
  before: string;
  button: string;
  pending: string;
  shownTitle: string;
  shown: string;
  copy: string;
  copied: string;
  copyRefused: string;
  hide: string;
}>;
type Props = Readonly<{
  action: FormAction<string>;
  flowId: string;
  stepId: string;
  /** Where to go when it is stored: a new page, in which it no longer is. */
  doneHref: string;
  texts: RevealTexts;
  /** What stands here while it cannot be shown (not yet, not to this person, not again); absent while it can. */
  closed?: ReactNode;
}>;

/**
 * Shows a secret for the one time that it is shown: first what is about to happen, then, by a POST that burns it, the
 * value. It lives in this answer only; it is not kept in any address, storage or message, and it is not printed.
 * The page always renders this, also when it is closed: without a script the answer to the POST is a whole new page, in
 * which the secret counts as shown already and yet must be shown.
 */
export const SecretReveal = ({ action, flowId, stepId, doneHref, texts, closed }: Props) => {
  const [state, send, pending] = useActionState<FormState<string>, FormData>(action, untouched);
  if (state.status === 'done') {
    return (
      <section className="card no-print" aria-labelledby="revealed">
        <h2 id="revealed">{texts.shownTitle}</h2>
        <p>{texts.shown}</p>
        <div className="copy">
          <span className="copy__value">
            <Ltr code wrap>
              {state.value}
            </Ltr>
          </span>
          <CopyButton value={state.value} label={texts.copy} copied={texts.copied} refused={texts.copyRefused} />
        </div>
        <p>
          <Link className="button" data-variant="primary" data-size="normal" href={doneHref} prefetch={false}>
            {texts.hide}
          </Link>
        </p>
      </section>
    );
  }
  if (closed && state.status === 'idle') return closed;
  return (
    <form action={send} className="stack">
      {state.status === 'refused' ? (
        <InsetNotice tone="error" title={state.refusal.title} role="alert">
          {state.refusal.cause} {state.refusal.remedy}
        </InsetNotice>
      ) : (
        <InsetNotice tone="warning" title={texts.beforeTitle}>
          {texts.before}
        </InsetNotice>
      )}
      <input type="hidden" name="flowId" value={flowId} />
      <input type="hidden" name="stepId" value={stepId} />
      {state.status === 'refused' ? null : (
        <div className="button-row">
          <Button pending={pending}>{pending ? texts.pending : texts.button}</Button>
        </div>
      )}
    </form>
  );
};
