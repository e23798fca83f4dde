import type { FieldError, FieldType } from '../types';

const codes: Readonly<Partial<Record<FieldType, string>>> = {
  yesNo: 'required_choice',
  choice: 'required_choice',
  country: 'required_choice',
  choices: 'required_choices',
  date: 'required_date',
  consent: 'required_consent',
  list: 'required_list',
  secret: 'required_secret',
};

/** What to say when a required field has no answer: the words differ by how it is answered. */
export const requiredError = (type: FieldType): FieldError => ({ code: codes[type] ?? 'required', args: {} });
