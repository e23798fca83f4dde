import type { FieldType } from '../types';

const types: Readonly<Record<FieldType, 'string' | 'double' | 'bool' | 'list<string>'>> = {
  text: 'string',
  longText: 'string',
  number: 'double',
  yesNo: 'bool',
  choice: 'string',
  choices: 'list<string>',
  date: 'string',
  email: 'string',
  phone: 'string',
  url: 'string',
  country: 'string',
  identifier: 'string',
  list: 'list<string>',
  secret: 'string',
  consent: 'string',
};

/** The CEL type of a field's answer. Dates are `YYYY-MM-DD` text, which orders as dates do. */
export const celTypeOf = (type: FieldType): 'string' | 'double' | 'bool' | 'list<string>' => types[type];
