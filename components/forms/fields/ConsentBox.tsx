import { controlProps, type FieldProps } from '../field-props';
import { FieldNotes, markOf } from '../FieldShell';
import { WhyDetails } from '../WhyDetails';

type Props = FieldProps &
  Readonly<{
    defaultChecked?: boolean;
    value?: string;
    /** The paragraphs that are agreed to, and which version of them this is, in words. */
    text?: readonly string[];
    version?: string;
  }>;

/**
 * A consent: the whole text that is agreed to, where there is one, and one box beside the words of the agreement,
 * never ticked beforehand. The text can be scrolled with the keyboard and is printed in full.
 */
export const ConsentBox = ({ defaultChecked = false, value = 'true', text = [], version, ...field }: Props) => {
  const textId = `${field.id}-text`;
  return (
    <div className="field" {...markOf(field)}>
      {text.length > 0 ? (
        <div className="consent-text" id={textId} role="region" aria-label={field.label} tabIndex={0}>
          {version ? <p className="consent-text__version">{version}</p> : null}
          {text.map((paragraph, index) => (
            <p key={index}>{paragraph}</p>
          ))}
        </div>
      ) : null}
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
};
