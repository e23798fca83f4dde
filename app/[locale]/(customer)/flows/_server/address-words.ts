import type { AddressForms } from '@/components/forms/field-view';
import { addressForm, countriesWithAddressForm } from '@/lib/flow-definition';

type Label = ReturnType<typeof addressForm>['labels'][keyof ReturnType<typeof addressForm>['labels']];

/** How each country writes its addresses, in the reader's words; `''` stands for the countries without a form of their own. */
export function addressForms(word: (label: Label) => string): AddressForms {
  return Object.fromEntries(
    ['', ...countriesWithAddressForm()].map((country) => {
      const { parts, required, labels } = addressForm(country);
      return [
        country,
        parts.map((part) => ({
          part,
          label: word(labels[part]),
          required: required.includes(part),
          ...(part === 'lines' && { lines: 2 }),
        })),
      ];
    }),
  );
}
