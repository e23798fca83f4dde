import type { FieldError, FieldType } from '../types';

const codes: Readonly<Partial<Record<FieldType, string>>> = {
  yesNo: 'field.required_choice',
  number: 'field.required_number',
  email: 'field.required_email',
  phone: 'field.required_phone',
  url: 'field.required_url',
  identifier: 'field.required_identifier',
  choice: 'field.required_choice',
  country: 'field.required_choice',
  choices: 'field.required_choices',
  date: 'field.required_date',
  consent: 'field.required_consent',
  list: 'field.required_list',
  secret: 'field.required_secret',
  currency: 'field.required_choice',
  timeZone: 'field.required_choice',
  language: 'field.required_choice',
  address: 'field.required_address',
  items: 'field.required_items',
  upload: 'field.required_upload',
  resources: 'field.required_resources',
  slot: 'field.required_slot',
  typedConfirmation: 'field.required_confirmation',
};

/** What to say when a required field has no answer: the words differ by how it is answered. */
export const requiredError = (type: FieldType): FieldError => ({ code: codes[type] ?? 'field.required', args: {} });
