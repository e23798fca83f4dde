'use client';

import { useState } from 'react';
import type { AddressValue } from '@/lib/flow-definition/types';
import { Icon } from '@/components/ui/Icon';
import { describedBy, type FieldProps, type FieldRegistration } from '../field-props';
import type { AddressForms, AddressPart, FieldViewOption } from '../field-view';
import { Fieldset } from '../Fieldset';

type Props = FieldProps &
  Readonly<{
    /** The parts as they were typed or stored. */
    defaultValue: AddressValue;
    countries: readonly FieldViewOption[];
    forms: AddressForms;
    registerPart?: (name: string) => FieldRegistration;
  }>;

/** What browsers may fill in of an organisation's own address. */
const tokens: Readonly<Record<string, string>> = {
  country: 'country',
  lines: 'street-address',
  locality: 'address-level2',
  region: 'address-level1',
  postalCode: 'postal-code',
};

/**
 * An address as its country writes it: the country first, the parts follow from it. They change as soon as another
 * country is chosen; where no script runs a button asks the server for them, and nothing that was typed is lost.
 */
export const AddressInput = ({ defaultValue, countries, forms, registerPart, ...field }: Props) => {
  const [country, setCountry] = useState(defaultValue['country'] ?? '');
  const name = (part: string) => `${field.name}-${part}`;
  const token = (part: string) => (field.autoComplete === undefined ? 'off' : tokens[part]);
  const registration = registerPart?.(name('country'));
  const invalid = field.errors.length > 0 ? true : undefined;
  const parts = forms[country] ?? forms[''] ?? [];
  return (
    <Fieldset field={field}>
      <div className="address">
        <div className="address__part">
          <label htmlFor={field.id}>{field.texts.country}</label>
          <span className="select">
            <select
              {...registration}
              className="input"
              id={field.id}
              name={name('country')}
              defaultValue={country}
              autoComplete={token('country')}
              aria-invalid={invalid}
              aria-required={field.required ? true : undefined}
              aria-describedby={describedBy({ ...field, hint: undefined })}
              onChange={(event) => setCountry(event.target.value)}
            >
              <option value="">{field.texts.choose}</option>
              {countries.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
            <Icon name="chevronDown" />
          </span>
        </div>
        <noscript>
          <button type="submit" name="intent" value="refresh" className="button" data-variant="secondary">
            {field.texts.addressRefresh}
          </button>
        </noscript>
        {parts.map((part) => (
          <Part
            key={part.part}
            part={part}
            id={`${field.id}-${part.part}`}
            name={name(part.part)}
            invalid={invalid}
            optional={field.texts.optional}
            required={field.required}
            defaultValue={defaultValue[part.part]}
            autoComplete={token(part.part)}
            registration={registerPart?.(name(part.part))}
          />
        ))}
      </div>
    </Fieldset>
  );
};

type PartProps = Readonly<{
  part: AddressPart;
  id: string;
  name: string;
  invalid: true | undefined;
  optional: string;
  /** Whether the address as a whole must be given. */
  required: boolean;
  defaultValue: string | undefined;
  autoComplete: string | undefined;
  registration: FieldRegistration | undefined;
}>;

const Part = ({ part, id, name, invalid, optional, required, defaultValue, autoComplete, registration }: PartProps) => {
  const shared = {
    ...registration,
    className: 'input',
    id,
    name,
    defaultValue,
    autoComplete,
    'aria-invalid': invalid,
    'aria-required': required && part.required ? true : undefined,
  } as const;
  return (
    <div className="address__part">
      <label htmlFor={id}>
        {part.label}
        {part.required ? null : (
          <>
            {' '}
            <span className="field__optional">{optional}</span>
          </>
        )}
      </label>
      {part.lines === undefined ? (
        <input
          {...shared}
          type="text"
          dir={part.part === 'postalCode' ? 'ltr' : 'auto'}
          data-width={part.part === 'postalCode' ? 'short' : 'medium'}
        />
      ) : (
        <textarea {...shared} dir="auto" rows={part.lines} />
      )}
    </div>
  );
};
