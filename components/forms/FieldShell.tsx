import type { ReactNode } from 'react';
import type { FieldProps } from './field-props';
import { ValidationDisplay } from './ValidationDisplay';
import { WhyDetails } from './WhyDetails';

/** The frame of a field with one control: label above, hint, error, control, and why we ask. */
export const FieldShell = ({ field, children }: Readonly<{ field: FieldProps; children: ReactNode }>) => {
  const label = (
    <label className="field__label" htmlFor={field.id}>
      <FieldName field={field} />
    </label>
  );
  return (
    <div className="field" data-invalid={field.errors.length > 0 ? '' : undefined}>
      {field.asHeading ? <h1 className="field__heading">{label}</h1> : label}
      <FieldNotes field={field} />
      <div className="field__control">{children}</div>
      {field.why ? <WhyDetails summary={field.texts.why}>{field.why}</WhyDetails> : null}
    </div>
  );
};

/** A field's label, marked when it need not be answered. */
export const FieldName = ({ field }: Readonly<{ field: FieldProps }>) => (
  <>
    {field.label}
    {field.required ? null : (
      <>
        {' '}
        <span className="field__optional">{field.texts.optional}</span>
      </>
    )}
  </>
);

/** A field's hint and its errors, with the ids that the control names. */
export const FieldNotes = ({ field }: Readonly<{ field: FieldProps }>) => (
  <>
    {field.hint ? (
      <p className="field__hint" id={`${field.id}-hint`}>
        {field.hint}
      </p>
    ) : null}
    <ValidationDisplay id={field.id} errors={field.errors} prefix={field.texts.errorPrefix} />
  </>
);
