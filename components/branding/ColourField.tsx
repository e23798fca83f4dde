'use client';

import { useRef } from 'react';
import { TextInput } from '@/components/forms/fields/TextInput';
import type { FieldProps } from '@/components/forms/field-props';

type Props = Readonly<{
  field: FieldProps;
  value: string;
  picker: Readonly<{ id: string; name: string; label: string }>;
}>;

/**
 * A colour as a code and as the device's own picker. Each follows the other where the script runs; without it, the
 * server takes whichever of the two was changed.
 */
export const ColourField = ({ field, value, picker }: Props) => {
  const box = useRef<HTMLDivElement>(null);
  const code = () => box.current?.querySelector<HTMLInputElement>(`#${CSS.escape(field.id)}`);
  const colour = () => box.current?.querySelector<HTMLInputElement>(`#${CSS.escape(picker.id)}`);
  const follow = (event: Readonly<{ target: unknown }>) => {
    const typed = event.target instanceof HTMLInputElement ? event.target : null;
    if (typed?.id === picker.id) {
      const input = code();
      if (input) input.value = typed.value;
    } else if (typed && /^#[0-9a-f]{6}$/i.test(typed.value.trim())) {
      const input = colour();
      if (input) input.value = typed.value.trim().toLowerCase();
    }
  };
  return (
    <div className="colour-field" ref={box} onInput={follow}>
      <TextInput {...field} defaultValue={value} code dir="ltr" width="medium" />
      <div className="field">
        <label className="field__label" htmlFor={picker.id}>
          {picker.label}
        </label>
        <div className="field__control">
          <input
            type="color"
            id={picker.id}
            name={picker.name}
            className="input"
            defaultValue={/^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : '#000000'}
          />
        </div>
      </div>
    </div>
  );
};
