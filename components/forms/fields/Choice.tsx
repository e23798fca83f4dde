import { Icon } from '@/components/ui/Icon';
import type { FieldProps } from '../field-props';
import type { FieldViewOption } from '../field-view';

type Props = Readonly<{
  type: 'radio' | 'checkbox';
  field: FieldProps;
  option: FieldViewOption;
  /** The first control of a group carries the field's own id: the error summary leads there. */
  first: boolean;
  checked: boolean;
}>;

/** One card of a group of choices: the whole card is the label of its native control. */
export const Choice = ({ type, field, option, first, checked }: Props) => {
  const id = first ? field.id : `${field.id}-${option.value}`;
  const notes = [option.hint ? `${id}-more` : '', option.consequence ? `${id}-brings` : ''].filter(Boolean);
  return (
    <label className="choice" htmlFor={id}>
      <input
        {...field.registration}
        className="choice__input"
        type={type}
        id={id}
        name={field.name}
        value={option.value}
        defaultChecked={checked}
        aria-invalid={type === 'checkbox' && field.errors.length > 0 ? true : undefined}
        aria-labelledby={`${id}-title`}
        aria-describedby={notes.join(' ') || undefined}
      />
      <span className="choice__title" id={`${id}-title`}>
        {option.label}
      </span>
      {option.hint ? (
        <span className="choice__hint" id={`${id}-more`}>
          {option.hint}
        </span>
      ) : null}
      {option.consequence ? (
        <span className="choice__brings" id={`${id}-brings`}>
          <Icon name="info" />
          <span>{option.consequence}</span>
        </span>
      ) : null}
    </label>
  );
};
