import type { FieldRegistration } from './field-props';
import type { FieldView } from './field-view';
import { CheckboxCards } from './fields/CheckboxCards';
import { ConsentBox } from './fields/ConsentBox';
import { CountrySelect } from './fields/CountrySelect';
import { DateParts } from './fields/DateParts';
import { ListInput } from './fields/ListInput';
import { NativeSelect } from './fields/NativeSelect';
import { PhoneInput } from './fields/PhoneInput';
import { RadioCards } from './fields/RadioCards';
import { SecretInput } from './fields/SecretInput';
import { TextArea } from './fields/TextArea';
import { TextInput } from './fields/TextInput';
import type { FormTexts } from './form-texts';

type Props = Readonly<{
  field: FieldView;
  texts: FormTexts;
  asHeading?: boolean;
  /** `register` of React Hook Form; absent where the form is plain. */
  register?: (name: string) => FieldRegistration;
}>;

/** More options than this are a list to choose from, fewer are cards. */
const cardsMax = 8;

/** The control for a question, by its type. The field's id is its name and its element's id. */
export const FieldControl = ({ field, texts, asHeading, register }: Props) => {
  const { id, label, hint, why, required, errors, dir, autoComplete, options = [], rules } = field;
  const shared = { id, name: id, label, hint, why, required, errors, dir, autoComplete, texts, asHeading };
  const one = typeof field.value === 'string' ? field.value : field.value?.[0];
  const many = typeof field.value === 'string' ? [field.value] : (field.value ?? []);
  const single = { ...shared, defaultValue: one, registration: register?.(id) };
  switch (field.type) {
    case 'longText':
      return <TextArea {...single} maxLength={rules?.maxLength} />;
    case 'yesNo':
      return <RadioCards {...single} options={options} columns={2} />;
    case 'choice':
      if (options.length > cardsMax) return <NativeSelect {...single} options={options} />;
      return <RadioCards {...single} options={options} />;
    case 'choices':
      return <CheckboxCards {...single} defaultValue={many} options={options} />;
    case 'country':
      return <CountrySelect {...single} countries={options} />;
    case 'date':
      return <DateParts {...shared} defaultValue={one} registerPart={register} />;
    case 'phone':
      return <PhoneInput {...single} />;
    case 'list':
      return <ListInput {...shared} defaultValue={many} itemType={rules?.itemType} itemsMax={rules?.itemsMax} />;
    case 'secret':
      return <SecretInput {...shared} registration={register?.(id)} sealed={field.sealed} sealedAt={field.sealedAt} />;
    case 'consent':
      return <ConsentBox {...shared} registration={register?.(id)} defaultChecked={one === 'true'} />;
    case 'identifier':
      return <TextInput {...single} dir="ltr" width="medium" code />;
    case 'number':
      return <TextInput {...single} dir="ltr" type="number" width="short" />;
    case 'email':
    case 'url':
      return <TextInput {...single} dir="ltr" type={field.type} />;
    case 'text':
      return <TextInput {...single} />;
  }
};
