'use client';

import { useState } from 'react';
import { Icon } from '@/components/ui/Icon';
import { useReady } from '@/components/ui/use-ready';
import { describedBy, type FieldProps } from '../field-props';
import { Fieldset } from '../Fieldset';
import { fill } from '../form-texts';

type Props = FieldProps &
  Readonly<{ defaultValue?: readonly string[]; itemType?: 'text' | 'email' | 'url'; itemsMax?: number }>;

const spareRows = 2;

/**
 * Several short values, one to an input, all of one name; empty ones are left out. There are always spare inputs, so
 * a list can grow without a script: Continue and coming back brings more.
 */
export const ListInput = ({ defaultValue = [], itemType = 'text', itemsMax = 50, ...field }: Props) => {
  const [rows, setRows] = useState(() => Math.min(itemsMax, Math.max(1, defaultValue.length) + spareRows));
  const ready = useReady();
  return (
    <Fieldset field={field}>
      <ul className="list-input">
        {Array.from({ length: rows }, (_, index) => (
          <li key={index} className="list-input__row">
            <input
              {...(index === 0 ? field.registration : undefined)}
              className="input"
              type={itemType}
              id={index === 0 ? field.id : `${field.id}-${index + 1}`}
              name={field.name}
              dir={itemType === 'text' ? field.dir : 'ltr'}
              defaultValue={defaultValue[index]}
              autoComplete="off"
              spellCheck={itemType === 'text' ? undefined : false}
              aria-label={`${fill(field.texts.entry, 'number', index + 1)}`}
              aria-invalid={field.errors.length > 0 ? true : undefined}
              aria-describedby={describedBy({ ...field, hint: undefined })}
            />
          </li>
        ))}
      </ul>
      {rows < itemsMax ? (
        <button
          type="button"
          className="button js-only"
          data-variant="quiet"
          data-ready={ready ? '' : undefined}
          onClick={() => setRows(rows + 1)}
        >
          <Icon name="plus" />
          {field.texts.addAnother}
        </button>
      ) : null}
    </Fieldset>
  );
};
