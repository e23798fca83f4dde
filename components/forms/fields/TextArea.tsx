'use client';

import { useState } from 'react';
import { controlProps, type FieldProps } from '../field-props';
import { FieldShell } from '../FieldShell';
import { fill } from '../form-texts';

type Props = FieldProps & Readonly<{ defaultValue?: string; rows?: number; maxLength?: number }>;

/**
 * Several lines of text. A limit is said beforehand and counted while typing; nothing that is typed or pasted is cut
 * off, the person decides what to leave out.
 */
export const TextArea = ({ defaultValue = '', rows = 5, maxLength, ...field }: Props) => {
  const [length, setLength] = useState<number>();
  const countId = `${field.id}-count`;
  return (
    <FieldShell field={field}>
      <textarea
        {...controlProps(field, ...(maxLength === undefined ? [] : [countId]))}
        className="input"
        rows={rows}
        defaultValue={defaultValue}
        onInput={maxLength === undefined ? undefined : (event) => setLength(event.currentTarget.value.length)}
      />
      {maxLength === undefined ? null : (
        <p
          className="field__count"
          id={countId}
          data-over={length !== undefined && length > maxLength ? '' : undefined}
        >
          {countText(field, maxLength, length)}
        </p>
      )}
    </FieldShell>
  );
};

const countText = ({ texts }: FieldProps, most: number, length: number | undefined): string => {
  if (length === undefined) return fill(texts.charactersMax, 'count', most);
  if (length > most) return fill(texts.charactersOver, 'count', length - most);
  return fill(texts.charactersLeft, 'count', most - length);
};
