import { controlProps, type FieldProps } from '../field-props';
import { FieldNotes } from '../FieldShell';
import { WhyDetails } from '../WhyDetails';

type Props = FieldProps & Readonly<{ defaultChecked?: boolean; value?: string }>;

/** A consent: one box beside the words that are agreed to, never ticked beforehand. */
export const ConsentBox = ({ defaultChecked = false, value = 'true', ...field }: Props) => (
  <div className="field" data-invalid={field.errors.length > 0 ? '' : undefined}>
    <FieldNotes field={field} />
    <div className="field__control">
      <label className="choice choice--consent" htmlFor={field.id}>
        <input
          {...controlProps(field)}
          className="choice__input"
          type="checkbox"
          value={value}
          defaultChecked={defaultChecked}
        />
        <span className="choice__title">{field.label}</span>
      </label>
    </div>
    {field.why ? <WhyDetails summary={field.texts.why}>{field.why}</WhyDetails> : null}
  </div>
);
