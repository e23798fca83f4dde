import type { FieldProps } from '../field-props';
import type { FieldViewOption } from '../field-view';
import { NativeSelect } from './NativeSelect';

type Props = FieldProps & Readonly<{ defaultValue?: string; countries: readonly FieldViewOption[] }>;

/** A country by its name in the reader's language; `countries` come from `countryOptions` on the server. */
export const CountrySelect = ({ countries, ...field }: Props) => <NativeSelect {...field} options={countries} />;
