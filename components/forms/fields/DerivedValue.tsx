import { WhyDetails } from '../WhyDetails';
import { describedBy, type FieldProps } from '../field-props';
import { FieldNotes, markOf } from '../FieldShell';

type Props = FieldProps & Readonly<{ text: string | undefined }>;

/** A value that follows from other answers: shown as text that is announced when it changes, never asked. */
export const DerivedValue = ({ text, ...field }: Props) => (
  <div className="field" {...markOf(field)}>
    <span className="field__label" id={`${field.id}-label`}>
      {field.label}
    </span>
    <FieldNotes field={field} />
    <p className="derived">
      <output
        className="derived__value"
        id={field.id}
        tabIndex={-1}
        aria-labelledby={`${field.id}-label`}
        aria-describedby={describedBy(field)}
      >
        <bdi>{text ?? field.texts.derivedNone}</bdi>
      </output>
      <span className="derived__note">{field.texts.derived}</span>
    </p>
    {field.why ? <WhyDetails summary={field.texts.why}>{field.why}</WhyDetails> : null}
  </div>
);
