import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/Icon';
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
    <div className="field" {...markOf(field)}>
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
    {field.required && !field.later ? null : (
      <>
        {' '}
        <span className="field__optional">{field.later ? field.texts.later : field.texts.optional}</span>
      </>
    )}
  </>
);

/** How a field is marked while there is something to put right, or only to look at. */
export const markOf = ({ errors, warnings = [] }: Pick<FieldProps, 'errors' | 'warnings'>) => ({
  'data-invalid': errors.length > 0 ? '' : undefined,
  'data-warned': errors.length === 0 && warnings.length > 0 ? '' : undefined,
});

/** A field's hint, where its value comes from, and its problems, with the ids that the control names. */
export const FieldNotes = ({ field }: Readonly<{ field: FieldProps }>) => (
  <>
    {field.hint ? (
      <p className="field__hint" id={`${field.id}-hint`}>
        {field.hint}
      </p>
    ) : null}
    {field.source ? (
      <p className="field__source" id={`${field.id}-source`}>
        <Icon name="info" />
        {field.source}
      </p>
    ) : null}
    <ValidationDisplay id={field.id} errors={field.errors} warnings={field.warnings} texts={field.texts} />
  </>
);
