import type { FieldRegistration } from './field-props';
import { manyTexts, oneText, partTexts, type FieldView } from './field-view';
import { AddressInput } from './fields/AddressInput';
import { CheckboxCards } from './fields/CheckboxCards';
import { ConsentBox } from './fields/ConsentBox';
import { DateParts } from './fields/DateParts';
import { DerivedValue } from './fields/DerivedValue';
import { ItemsSummary } from './fields/ItemsSummary';
import { ListInput } from './fields/ListInput';
import { NativeSelect } from './fields/NativeSelect';
import { PhoneInput } from './fields/PhoneInput';
import { RadioCards } from './fields/RadioCards';
import { SecretInput } from './fields/SecretInput';
import { SlotPicker } from './fields/SlotPicker';
import { TextArea } from './fields/TextArea';
import { TextInput } from './fields/TextInput';
import { TrainingList } from './fields/TrainingList';
import { UploadInput } from './fields/UploadInput';
import { TypedConfirmation } from './fields/TypedConfirmation';
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
  const { id, label, hint, why, required, errors, warnings, later, source, dir, autoComplete } = field;
  const { options = [], rules } = field;
  const notes = { label, hint, why, errors, warnings, later, source };
  const shared = { id, name: id, ...notes, required, dir, autoComplete, texts, asHeading };
  const one = oneText(field.value);
  const many = manyTexts(field.value);
  const single = { ...shared, defaultValue: one, registration: register?.(id) };
  if (field.derived) return <DerivedValue {...shared} text={derivedText(field, one)} />;
  switch (field.type) {
    case 'longText':
      return <TextArea {...single} maxLength={rules?.maxLength} />;
    case 'yesNo':
      return <RadioCards {...single} options={options} columns={2} />;
    case 'choice':
      if (options.length > cardsMax && !isRich(field)) return <NativeSelect {...single} options={options} />;
      return <RadioCards {...single} options={options} />;
    case 'choices':
      return <CheckboxCards {...single} defaultValue={many} options={options} />;
    case 'country':
    case 'timeZone':
    case 'currency':
    case 'language':
      return <NativeSelect {...single} options={options} />;
    case 'address':
      return (
        <AddressInput
          {...shared}
          defaultValue={partTexts(field.value)}
          countries={options}
          forms={field.address ?? {}}
          registerPart={register}
        />
      );
    case 'date':
      return <DateParts {...shared} defaultValue={one} registerPart={register} />;
    case 'phone':
      return <PhoneInput {...single} />;
    case 'list':
      return <ListInput {...shared} defaultValue={many} itemType={rules?.itemType} itemsMax={rules?.itemsMax} />;
    case 'items':
      return field.items ? <ItemsSummary {...shared} list={field.items} more={one} /> : null;
    case 'resources':
      return <TrainingList {...single} defaultValue={many} options={options} />;
    case 'slot':
      return <SlotPicker {...single} options={options} />;
    case 'typedConfirmation':
      return <TypedConfirmation {...single} phrase={field.phrase ?? ''} />;
    case 'secret':
      return <SecretInput {...shared} registration={register?.(id)} sealed={field.sealed} sealedAt={field.sealedAt} />;
    case 'consent':
      return (
        <ConsentBox
          {...shared}
          registration={register?.(id)}
          defaultChecked={one === 'true'}
          text={field.text}
          version={field.version}
        />
      );
    case 'upload':
      return field.upload ? <UploadInput {...shared} files={field.files ?? []} upload={field.upload} /> : null;
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

/** Options that say more than their name are worth a card each, however many there are. */
const isRich = ({ options = [] }: FieldView): boolean => options.some(({ hint, consequence }) => hint ?? consequence);

/** A computed value in words: the option it stands for, else the text itself. */
const derivedText = ({ options = [] }: FieldView, value: string | undefined): string | undefined =>
  options.find((option) => option.value === value)?.label ?? value;
