/** The parts that an address may have besides its country, in the order in which they are asked. */
export const addressParts = ['lines', 'locality', 'region', 'postalCode'] as const;
export type AddressPart = (typeof addressParts)[number];

/** What a part is called in a country: the key of its word. */
export type AddressLabel =
  | 'lines'
  | 'locality'
  | 'city'
  | 'town'
  | 'suburb'
  | 'district'
  | 'region'
  | 'state'
  | 'province'
  | 'emirate'
  | 'county'
  | 'governorate'
  | 'prefecture'
  | 'postalCode'
  | 'zip'
  | 'postcode'
  | 'pin'
  | 'eircode'
  | 'cep';

/** How a country writes its addresses. */
export type AddressForm = Readonly<{
  /** The parts that are asked, in the order of the country. */
  parts: readonly AddressPart[];
  required: readonly AddressPart[];
  /** What each part is called there. */
  labels: Readonly<Record<AddressPart, AddressLabel>>;
  /** What a postal code looks like once written in its usual spelling. */
  postalPattern?: string;
  postalExample?: string;
  /** Puts a postal code as typed into its usual spelling. */
  writePostalCode: (typed: string) => string;
}>;

/**
 * The form of address of a country (ISO 3166-1 alpha-2). Countries without one of their own here get the widest form:
 * every part may be given, only the lines and the place must.
 */
export function addressForm(country: string): AddressForm {
  const rule = Object.hasOwn(rules, country) ? rules[country] : undefined;
  if (rule === undefined) return anywhere;
  const { parts = 'lines,postalCode,locality', optional = '', names = {}, postal } = rule;
  const asked = parts.split(',').filter(isPart);
  return {
    parts: asked,
    required: asked.filter((part) => !optional.split(',').includes(part)),
    labels: { ...plainLabels, ...names },
    writePostalCode: writer(postal?.spelling),
    ...(postal && { postalPattern: postal.pattern, postalExample: postal.example }),
  };
}

/** The countries that have a form of their own. */
export const countriesWithAddressForm = (): readonly string[] => Object.keys(rules);

const isPart = (text: string): text is AddressPart => addressParts.some((part) => part === text);

const plainLabels: AddressForm['labels'] = {
  lines: 'lines',
  locality: 'locality',
  region: 'region',
  postalCode: 'postalCode',
};

type Spelling = Readonly<{ from: RegExp; to: string }>;
type Rule = Readonly<{
  /** Asked parts in order; without any: lines, postal code, place. */
  parts?: string;
  optional?: string;
  names?: Partial<Record<AddressPart, AddressLabel>>;
  postal?: Readonly<{ pattern: string; example: string; spelling?: Spelling }>;
}>;

const writer =
  (spelling: Spelling | undefined) =>
  (typed: string): string => {
    const text = typed.replace(/\s+/g, ' ');
    return spelling === undefined ? text : text.replace(/[\s.-]/g, '').replace(spelling.from, spelling.to);
  };

const anywhere: AddressForm = {
  parts: addressParts,
  required: ['lines', 'locality'],
  labels: plainLabels,
  writePostalCode: writer(undefined),
};

const digits = (count: number, example: string): NonNullable<Rule['postal']> => ({
  pattern: `[0-9]{${count}}`,
  example,
  spelling: { from: /^$/, to: '' },
});
/** So many digits, a separator, so many digits. */
const split = (first: number, sign: string, second: number, example: string): NonNullable<Rule['postal']> => ({
  pattern: `[0-9]{${first}}${sign === '-' ? '-' : ' '}[0-9]{${second}}`,
  example,
  spelling: { from: new RegExp(`^(\\d{${first}})(\\d{${second}})$`), to: `$1${sign}$2` },
});
const withState = 'lines,locality,region,postalCode';
const noPostal: Rule = { parts: 'lines,locality' };

const rules: Readonly<Record<string, Rule>> = {
  AE: { parts: 'lines,locality,region', optional: 'locality', names: { region: 'emirate', locality: 'city' } },
  AT: { postal: digits(4, '1010') },
  AU: {
    parts: withState,
    names: { locality: 'suburb', region: 'state', postalCode: 'postcode' },
    postal: digits(4, '2000'),
  },
  BE: { postal: digits(4, '1000') },
  BH: { parts: 'lines,locality,postalCode', optional: 'postalCode', names: { locality: 'city' } },
  BR: {
    parts: 'lines,locality,region,postalCode',
    names: { region: 'state', locality: 'city', postalCode: 'cep' },
    postal: split(5, '-', 3, '01310-100'),
  },
  CA: {
    parts: withState,
    names: { locality: 'city', region: 'province' },
    postal: {
      pattern: '[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] [0-9][ABCEGHJ-NPRSTV-Z][0-9]',
      example: 'K1A 0B1',
      spelling: { from: /^(\w{3})(\w{3})$/, to: '$1 $2' },
    },
  },
  CH: { postal: digits(4, '8001') },
  CN: {
    parts: 'postalCode,region,locality,lines',
    names: { region: 'province', locality: 'city' },
    postal: digits(6, '100000'),
  },
  DE: { postal: digits(5, '10115') },
  DK: { postal: digits(4, '1050') },
  EG: {
    parts: withState,
    optional: 'postalCode',
    names: { region: 'governorate', locality: 'city' },
    postal: { pattern: '[0-9]{5}([0-9]{2})?', example: '11511' },
  },
  ES: {
    parts: 'lines,postalCode,locality,region',
    names: { region: 'province', locality: 'town' },
    postal: digits(5, '28013'),
  },
  FI: { postal: digits(5, '00100') },
  FR: { postal: digits(5, '75002') },
  GB: {
    parts: 'lines,locality,region,postalCode',
    optional: 'region',
    names: { locality: 'town', region: 'county', postalCode: 'postcode' },
    postal: {
      pattern: '(GIR 0AA|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2})',
      example: 'SW1A 2AA',
      spelling: { from: /^(\w+)(\w{3})$/, to: '$1 $2' },
    },
  },
  HK: { parts: 'lines,locality', names: { locality: 'district' } },
  IE: {
    parts: 'lines,locality,region,postalCode',
    optional: 'region,postalCode',
    names: { locality: 'town', region: 'county', postalCode: 'eircode' },
    postal: {
      pattern: '([AC-FHKNPRTV-Y][0-9]{2}|D6W) [0-9AC-FHKNPRTV-Y]{4}',
      example: 'D02 AF30',
      spelling: { from: /^(\w{3})(\w{4})$/, to: '$1 $2' },
    },
  },
  IN: {
    parts: withState,
    names: { locality: 'city', region: 'state', postalCode: 'pin' },
    postal: digits(6, '110001'),
  },
  IT: {
    parts: 'lines,postalCode,locality,region',
    names: { region: 'province', locality: 'town' },
    postal: digits(5, '00184'),
  },
  JO: { parts: 'lines,locality,postalCode', optional: 'postalCode', postal: digits(5, '11110') },
  JP: {
    parts: 'postalCode,region,locality,lines',
    names: { region: 'prefecture', locality: 'city' },
    postal: split(3, '-', 4, '100-0001'),
  },
  KW: { parts: 'lines,locality,postalCode', optional: 'postalCode', postal: digits(5, '13001') },
  LB: { parts: 'lines,locality,postalCode', optional: 'postalCode' },
  MA: { names: { locality: 'city' }, postal: digits(5, '20250') },
  MX: {
    parts: 'lines,postalCode,locality,region',
    names: { region: 'state', locality: 'city' },
    postal: digits(5, '06600'),
  },
  NL: {
    names: { locality: 'city' },
    postal: {
      pattern: '[1-9][0-9]{3} [A-Z]{2}',
      example: '1012 JS',
      spelling: { from: /^(\d{4})([A-Z]{2})$/, to: '$1 $2' },
    },
  },
  NO: { postal: digits(4, '0150') },
  NZ: { parts: 'lines,locality,postalCode', names: { postalCode: 'postcode' }, postal: digits(4, '6011') },
  OM: { parts: 'lines,locality,postalCode', optional: 'postalCode', postal: digits(3, '100') },
  PL: { postal: split(2, '-', 3, '00-001') },
  PT: { postal: split(4, '-', 3, '1100-148') },
  QA: noPostal,
  SA: {
    parts: 'lines,locality,postalCode',
    names: { locality: 'city' },
    postal: { pattern: '[0-9]{5}(-[0-9]{4})?', example: '12271' },
  },
  SE: { postal: split(3, ' ', 2, '111 22') },
  SG: { parts: 'lines,postalCode', postal: digits(6, '018956') },
  TN: { postal: digits(4, '1000') },
  TR: { parts: 'lines,postalCode,locality,region', names: { region: 'province' }, postal: digits(5, '34110') },
  US: {
    parts: withState,
    names: { locality: 'city', region: 'state', postalCode: 'zip' },
    postal: { pattern: '[0-9]{5}(-[0-9]{4})?', example: '10001' },
  },
  ZA: {
    parts: 'lines,locality,region,postalCode',
    optional: 'region',
    names: { region: 'province', locality: 'city' },
    postal: digits(4, '8001'),
  },
};
