import type { FieldProps } from '../field-props';
import type { FieldViewOption } from '../field-view';
import { Fieldset } from '../Fieldset';
import { Choice } from './Choice';
import { groupsOf } from './NativeSelect';

type Props = FieldProps & Readonly<{ defaultValue?: string; options: readonly FieldViewOption[] }>;

/** A time for a meeting: native radio buttons under the days, and one for "none of these" outside of them. */
export const SlotPicker = ({ defaultValue, options, ...field }: Props) => (
  <Fieldset field={field} radios>
    {groupsOf(options).map(({ group, of }) => {
      const choices = of.map((option) => (
        <Choice
          key={option.value}
          type="radio"
          field={field}
          option={option}
          first={option === options[0]}
          checked={option.value === defaultValue}
        />
      ));
      if (group === undefined) {
        return (
          <div key="" className="choices">
            {choices}
          </div>
        );
      }
      return (
        <fieldset key={group} className="slots">
          <legend className="slots__day">{group}</legend>
          <div className="choices" data-look="slots">
            {choices}
          </div>
        </fieldset>
      );
    })}
  </Fieldset>
);
