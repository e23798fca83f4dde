'use client';

import { useState } from 'react';
import { Icon } from '@/components/ui/Icon';
import { useReady } from '@/components/ui/use-ready';
import { controlProps, type FieldProps } from '../field-props';
import { FieldShell } from '../FieldShell';
import { fill } from '../form-texts';

type Props = FieldProps &
  Readonly<{
    /** A secret is stored already; leaving the input empty keeps it. */
    sealed?: boolean;
    /** When it was stored, written for the reader. */
    sealedAt?: string;
  }>;

/**
 * A secret goes in and never comes out: no value is ever rendered, not even after an error. It can be shown while it
 * is typed, and pasted; password managers are asked to stay away.
 */
export const SecretInput = ({ sealed = false, sealedAt, ...field }: Props) => {
  const [shown, setShown] = useState(false);
  const ready = useReady();
  const noteId = `${field.id}-sealed`;
  return (
    <FieldShell field={field}>
      <div className="input-group">
        <input
          {...controlProps({ ...field, dir: 'ltr' }, ...(sealed ? [noteId] : []))}
          type={shown ? 'text' : 'password'}
          className="input input--code"
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          data-1p-ignore=""
          data-lpignore="true"
        />
        <button
          type="button"
          className="button js-only"
          data-variant="secondary"
          data-ready={ready ? '' : undefined}
          aria-controls={field.id}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? field.texts.hide : field.texts.show}
        </button>
      </div>
      {sealed ? (
        <p className="sealed-note" id={noteId}>
          <Icon name="lock" />
          {sealedAt ? fill(field.texts.sealedAt, 'time', sealedAt) : field.texts.sealed}
        </p>
      ) : null}
    </FieldShell>
  );
};
