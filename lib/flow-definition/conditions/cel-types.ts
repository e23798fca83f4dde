import type { FieldType } from '../types';

/** A CEL type by name, or the members of a value that has some. */
export type CelType =
  'string' | 'double' | 'bool' | 'list<string>' | 'list<map<string, string>>' | Readonly<Record<string, 'string'>>;

const types: Readonly<Record<FieldType, CelType>> = {
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
  currency: 'string',
  timeZone: 'string',
  language: 'string',
  address: { country: 'string', lines: 'string', locality: 'string', region: 'string', postalCode: 'string' },
  items: 'list<map<string, string>>',
  upload: 'list<string>',
  resources: 'list<string>',
  slot: 'string',
  typedConfirmation: 'string',
};

/**
 * The CEL type of a field's answer. Dates are `YYYY-MM-DD` text, which orders as dates do. Items can be counted and
 * asked for their presence; the parts of an address are its members.
 */
export const celTypeOf = (type: FieldType): CelType => types[type];
