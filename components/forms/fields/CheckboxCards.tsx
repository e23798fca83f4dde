import type { FieldProps } from '../field-props';
import type { FieldViewOption } from '../field-view';
import { Fieldset } from '../Fieldset';
import { Choice } from './Choice';

type Props = FieldProps &
  Readonly<{ defaultValue?: readonly string[]; options: readonly FieldViewOption[]; columns?: 1 | 2 }>;

/** Any number of several: native check boxes that post the same name once for each choice. */
export const CheckboxCards = ({ defaultValue = [], options, columns = 1, ...field }: Props) => (
  <Fieldset field={field}>
    <div className="choices" data-columns={columns}>
      {options.map((option, index) => (
        <Choice
          key={option.value}
          type="checkbox"
          field={field}
          option={option}
          first={index === 0}
          checked={defaultValue.includes(option.value)}
        />
      ))}
    </div>
  </Fieldset>
);
