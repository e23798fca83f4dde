import type { ReactNode } from 'react';
import { describedBy, type FieldProps } from './field-props';
import { FieldName, FieldNotes, markOf } from './FieldShell';
import { WhyDetails } from './WhyDetails';

type Props = Readonly<{ field: FieldProps; radios?: boolean; children: ReactNode }>;

/** The frame of a field with several controls; its label is the group's legend. */
export const Fieldset = ({ field, radios = false, children }: Props) => (
  <fieldset
    className="field"
    role={radios ? 'radiogroup' : undefined}
    aria-required={radios && field.required ? true : undefined}
    aria-invalid={radios && field.errors.length > 0 ? true : undefined}
    aria-describedby={describedBy(field)}
    {...markOf(field)}
  >
    <legend className={field.asHeading ? undefined : 'field__label'}>
      {field.asHeading ? (
        <h1 className="field__heading">
          <FieldName field={field} />
        </h1>
      ) : (
        <FieldName field={field} />
      )}
    </legend>
    <FieldNotes field={field} />
    {children}
    {field.why ? <WhyDetails summary={field.texts.why}>{field.why}</WhyDetails> : null}
  </fieldset>
);
