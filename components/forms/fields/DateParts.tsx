import { describedBy, type FieldProps, type FieldRegistration } from '../field-props';
import { Fieldset } from '../Fieldset';

type Part = 'day' | 'month' | 'year';
type Props = FieldProps &
  Readonly<{
    /** `YYYY-MM-DD`, or the parts as they were typed. */
    defaultValue?: string | Readonly<Partial<Record<Part, string>>>;
    /** The order in which the reader writes a date. */
    order?: readonly Part[];
    registerPart?: (name: string) => FieldRegistration;
  }>;

/** A date as three short inputs named `<name>-day`, `<name>-month` and `<name>-year`: typed, never hunted for. */
export const DateParts = ({ defaultValue, order = ['day', 'month', 'year'], registerPart, ...field }: Props) => {
  const values = split(defaultValue);
  const invalid = field.errors.length > 0 ? true : undefined;
  return (
    <Fieldset field={field}>
      <div className="date-parts">
        {order.map((part, index) => {
          const id = index === 0 ? field.id : `${field.id}-${part}`;
          return (
            <div key={part} className="date-parts__part">
              <label htmlFor={id}>{field.texts[part]}</label>
              <input
                {...registerPart?.(`${field.name}-${part}`)}
                className="input"
                id={id}
                name={`${field.name}-${part}`}
                type="text"
                inputMode="numeric"
                dir="ltr"
                data-width={part === 'year' ? 'year' : 'two'}
                defaultValue={values[part]}
                autoComplete="off"
                aria-invalid={invalid}
                aria-required={field.required ? true : undefined}
                aria-describedby={describedBy({ ...field, hint: undefined })}
              />
            </div>
          );
        })}
      </div>
    </Fieldset>
  );
};

const split = (value: Props['defaultValue']): Partial<Record<Part, string>> => {
  if (typeof value !== 'string') return value ?? {};
  const [year, month, day] = value.split('-');
  return { day, month, year };
};
