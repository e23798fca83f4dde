import { controlProps, type FieldProps } from '../field-props';
import { FieldShell } from '../FieldShell';

type Props = FieldProps &
  Readonly<{
    defaultValue?: string;
    type?: 'text' | 'email' | 'url' | 'number';
    width?: 'full' | 'medium' | 'short';
    /** True for identifiers: letters of equal width, no corrections by the keyboard. */
    code?: boolean;
    /** One-time codes: a keyboard of digits. */
    digits?: boolean;
  }>;

/**
 * One line of text. Every kind posts plain text: browsers that check or correct e-mail addresses and numbers
 * themselves would throw away what a person typed.
 */
export const TextInput = ({ defaultValue, type = 'text', width = 'full', code = false, digits, ...field }: Props) => (
  <FieldShell field={field}>
    <input
      {...controlProps(field)}
      type={type === 'number' ? 'text' : type}
      inputMode={digits ? 'numeric' : type === 'number' ? 'decimal' : undefined}
      className={code ? 'input input--code' : 'input'}
      data-width={width}
      defaultValue={defaultValue}
      autoCapitalize={code || type !== 'text' ? 'none' : undefined}
      autoCorrect={code || type !== 'text' ? 'off' : undefined}
      spellCheck={code || type !== 'text' ? false : undefined}
    />
  </FieldShell>
);
