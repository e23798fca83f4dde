'use client';

import { useActionState } from 'react';
import { ErrorSummary } from '@/components/forms/ErrorSummary';
import { RadioCards } from '@/components/forms/fields/RadioCards';
import { SecretInput } from '@/components/forms/fields/SecretInput';
import { TextInput } from '@/components/forms/fields/TextInput';
import type { FormTexts } from '@/components/forms/form-texts';
import { Button } from '@/components/ui/Button';
import { idleForm, type FormState } from '@/app/_server/form-state';

type Label =
  | ('name' | 'nameHint' | 'issuer' | 'issuerHint' | 'clientId' | 'clientSecret' | 'domains' | 'domainsHint')
  | ('state' | 'off' | 'on' | 'required' | 'requiredHint' | 'submit' | 'pending');
type Props<T> = Readonly<{
  action: (state: FormState<T>, form: FormData) => Promise<FormState<T>>;
  tenantId: string;
  values: Readonly<Record<'name' | 'issuer' | 'clientId' | 'domains' | 'state', string>>;
  /** A secret is stored already. */
  sealed: boolean;
  labels: Readonly<Record<Label, string>>;
  texts: FormTexts;
}>;

const order = ['name', 'issuer', 'clientId', 'clientSecret', 'domains', 'state', 'isEnabled'] as const;

/** The settings of an own sign-in. The secret goes in and never comes out. */
export function ProviderForm<T>({ action, tenantId, values, sealed, labels, texts }: Props<T>) {
  const [state, formAction, isPending] = useActionState<FormState<T>, FormData>(action, idleForm);
  const refusal = state.status === 'refused' ? state.refusal : null;
  const errorsOf = (name: string): readonly string[] => refusal?.errors[name] ?? [];
  const atFields = order.flatMap((name) =>
    errorsOf(name).map((message) => ({ fieldId: `provider-${name === 'isEnabled' ? 'state' : name}`, message })),
  );
  const errors =
    refusal && atFields.length === 0
      ? [{ fieldId: 'provider-name', message: `${refusal.title}. ${refusal.remedy}` }]
      : atFields;
  const shared = (name: keyof typeof values | 'clientSecret') => ({
    id: `provider-${name}`,
    name,
    label: labels[name],
    errors: errorsOf(name),
    required: true,
    texts,
  });
  const valueOf = (name: keyof typeof values): string => {
    const typed = state.values[name];
    return typeof typed === 'string' ? typed : values[name];
  };
  return (
    <>
      <ErrorSummary title={texts.problem} errors={errors} attempt={state.attempt} />
      <form action={formAction} className="stack" noValidate key={state.attempt}>
        <input type="hidden" name="tenantId" value={tenantId} />
        <TextInput {...shared('name')} hint={labels.nameHint} dir="auto" defaultValue={valueOf('name')} />
        <TextInput
          {...shared('issuer')}
          hint={labels.issuerHint}
          dir="ltr"
          type="url"
          defaultValue={valueOf('issuer')}
        />
        <TextInput {...shared('clientId')} dir="ltr" code defaultValue={valueOf('clientId')} />
        <SecretInput {...shared('clientSecret')} required={!sealed} sealed={sealed} />
        <TextInput {...shared('domains')} hint={labels.domainsHint} dir="ltr" code defaultValue={valueOf('domains')} />
        <RadioCards
          {...shared('state')}
          errors={errorsOf('isEnabled')}
          defaultValue={valueOf('state')}
          options={[
            { value: 'off', label: labels.off },
            { value: 'on', label: labels.on },
            { value: 'required', label: labels.required, hint: labels.requiredHint },
          ]}
        />
        <p>
          <Button pending={isPending}>{isPending ? labels.pending : labels.submit}</Button>
        </p>
      </form>
    </>
  );
}
