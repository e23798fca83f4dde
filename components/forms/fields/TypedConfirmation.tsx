import { controlProps, type FieldProps } from '../field-props';
import { FieldShell } from '../FieldShell';

type Props = FieldProps & Readonly<{ defaultValue?: string; phrase: string }>;

/** Something that cannot be taken back is confirmed by typing what it is about: slower than a click, on purpose. */
export const TypedConfirmation = ({ defaultValue, phrase, ...field }: Props) => {
  const phraseId = `${field.id}-phrase`;
  return (
    <FieldShell field={field}>
      <p className="phrase" id={phraseId}>
        <span>{field.texts.phrase}</span> <bdi className="phrase__text">{phrase}</bdi>
      </p>
      <input
        {...controlProps({ ...field, dir: 'auto' }, phraseId)}
        type="text"
        className="input"
        data-width="medium"
        defaultValue={defaultValue}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
      />
    </FieldShell>
  );
};
