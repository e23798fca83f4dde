'use client';

import { useActionState } from 'react';
import type { FormTexts } from '@/components/forms/form-texts';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { idleForm, type FormState } from '@/app/_server/form-state';
import type { ExistingCustomer } from '@/lib/customers';
import type { StaffField } from '../../_shell/staff-field';
import { StaffFormView } from '../../_shell/StaffForm';

/** The words of the choice; `update` holds `{name}`, `has` holds `{identifiers}`, `free` holds `{identifiers}`. */
export type ExistingTexts = Readonly<{
  question: string;
  update: string;
  updateHint: string;
  another: string;
  anotherHint: string;
  has: string;
  free: string;
  offboard: string;
  open: string;
}>;

type Props<T> = Readonly<{
  action: (state: FormState<T>, form: FormData) => Promise<FormState<T>>;
  fields: readonly StaffField[];
  hidden: Readonly<Record<string, string>>;
  submit: string;
  pending: string;
  texts: FormTexts;
  titles: Readonly<{ plain: string; error: string }>;
  existing: ExistingTexts;
  /** Where a customer's file is, without its id at the end. */
  customersHref: string;
}>;

/**
 * The form of a new customer. When the customer may exist already, it comes back with everything that was typed and one
 * more question: go on with the one that exists, or say that this is another.
 */
export function NewCustomerForm<T>({ action, fields, existing, customersHref, ...rest }: Props<T>) {
  const [state, formAction, isPending] = useActionState<FormState<T>, FormData>(action, idleForm);
  const refusal = state.status === 'refused' && state.refusal.code === 'customer_exists' ? state.refusal : null;
  const matches = (refusal?.detail['matches'] ?? []) as readonly ExistingCustomer[];
  const free = (refusal?.detail['suggestions'] ?? []) as readonly string[];
  return (
    <div className="stack">
      <StaffFormView
        {...rest}
        id="customer"
        state={state}
        action={formAction}
        isPending={isPending}
        fields={refusal ? [choice(matches, existing), ...fields] : fields}
      />
      {refusal ? (
        <InsetNotice tone="info">
          {free.length > 0 ? <p>{existing.free.replace('{identifiers}', ltr(free))}</p> : null}
          <p>{existing.offboard}</p>
          <ul>
            {matches.map(({ tenantId, name }) => (
              <li key={tenantId}>
                <a href={`${customersHref}/${tenantId}`}>{existing.open.replace('{name}', name)}</a>
              </li>
            ))}
          </ul>
        </InsetNotice>
      ) : null}
    </div>
  );
}

/** One choice per customer that exists, and "another" unless the identifier itself is taken. */
function choice(matches: readonly ExistingCustomer[], texts: ExistingTexts): StaffField {
  const isTaken = matches.some(({ because }) => because === 'identifier');
  return {
    name: 'existing',
    type: 'radios',
    label: texts.question,
    required: true,
    options: [
      ...matches.map(({ tenantId, name, identifiers }) => ({
        value: tenantId,
        label: texts.update.replace('{name}', name),
        hint: [
          texts.updateHint,
          ...(identifiers.length > 0 ? [texts.has.replace('{identifiers}', ltr(identifiers))] : []),
        ].join(' '),
      })),
      ...(isTaken ? [] : [{ value: 'another', label: texts.another, hint: texts.anotherHint }]),
    ],
  };
}

/** Identifiers in a sentence, each isolated so that it reads from left to right in every language. */
const ltr = (identifiers: readonly string[]): string => identifiers.map((id) => `\u2066${id}\u2069`).join(', ');
