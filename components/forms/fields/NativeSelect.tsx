import { Icon } from '@/components/ui/Icon';
import { controlProps, type FieldProps } from '../field-props';
import type { FieldViewOption } from '../field-view';
import { FieldShell } from '../FieldShell';

type Props = FieldProps & Readonly<{ defaultValue?: string; options: readonly FieldViewOption[] }>;

/** A list to choose one from, as the device shows it. The first entry is empty, so nothing is chosen by accident. */
export const NativeSelect = ({ defaultValue = '', options, ...field }: Props) => (
  <FieldShell field={field}>
    <span className="select">
      <select {...controlProps(field)} className="input" defaultValue={defaultValue}>
        <option value="">{field.texts.choose}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="chevronDown" />
    </span>
  </FieldShell>
);
