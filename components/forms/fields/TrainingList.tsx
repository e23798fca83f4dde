import { Icon } from '@/components/ui/Icon';
import type { FieldProps } from '../field-props';
import type { FieldViewOption } from '../field-view';
import { Fieldset } from '../Fieldset';

type Props = FieldProps & Readonly<{ defaultValue: readonly string[]; options: readonly FieldViewOption[] }>;

/** Material to read or watch: each with its link and how long it takes, and a box for "done". */
export const TrainingList = ({ defaultValue, options, ...field }: Props) => (
  <Fieldset field={field}>
    <ul className="training">
      {options.map((option, index) => {
        const id = index === 0 ? field.id : `${field.id}-${option.value}`;
        return (
          <li key={option.value} className="training__item">
            <div className="training__text">
              {option.href ? (
                <a className="training__title" id={`${id}-title`} href={option.href} target="_blank" rel="noreferrer">
                  {option.label} <span className="training__tab">{field.texts.newTab}</span>
                </a>
              ) : (
                <span className="training__title" id={`${id}-title`}>
                  {option.label}
                </span>
              )}
              {option.hint ? <p className="training__hint">{option.hint}</p> : null}
              {option.duration ? (
                <p className="training__time">
                  <Icon name="clock" />
                  {option.duration}
                </p>
              ) : null}
            </div>
            <label className="training__done" htmlFor={id}>
              <input
                {...field.registration}
                className="choice__input"
                type="checkbox"
                id={id}
                name={field.name}
                value={option.value}
                defaultChecked={defaultValue.includes(option.value)}
                aria-describedby={`${id}-title`}
                aria-invalid={field.errors.length > 0 ? true : undefined}
              />
              {field.texts.done}
            </label>
          </li>
        );
      })}
    </ul>
  </Fieldset>
);
