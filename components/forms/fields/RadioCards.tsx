import type { FieldProps } from '../field-props';
import type { FieldViewOption } from '../field-view';
import { Fieldset } from '../Fieldset';
import { Choice } from './Choice';

type Props = FieldProps & Readonly<{ defaultValue?: string; options: readonly FieldViewOption[]; columns?: 1 | 2 }>;

/** One of several. Native radio buttons: arrow keys, Tab and posting work as everywhere. */
export const RadioCards = ({ defaultValue, options, columns = 1, ...field }: Props) => (
  <Fieldset field={field} radios>
    <div className="choices" data-columns={columns}>
      {options.map((option, index) => (
        <Choice
          key={option.value}
          type="radio"
          field={field}
          option={option}
          first={index === 0}
          checked={option.value === defaultValue}
        />
      ))}
    </div>
  </Fieldset>
);
