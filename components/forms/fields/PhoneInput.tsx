import { controlProps, type FieldProps } from '../field-props';
import { FieldShell } from '../FieldShell';

type Props = FieldProps & Readonly<{ defaultValue?: string }>;

/** A telephone number in one input, in any notation; always written from the left, as it is dialled. */
export const PhoneInput = ({ defaultValue, ...field }: Props) => (
  <FieldShell field={field}>
    <input
      {...controlProps({ ...field, dir: 'ltr' })}
      type="tel"
      className="input"
      data-width="medium"
      defaultValue={defaultValue}
    />
  </FieldShell>
);
