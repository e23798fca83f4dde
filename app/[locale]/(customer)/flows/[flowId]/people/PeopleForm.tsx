'use client';

import { useActionState } from 'react';
import { ErrorSummary } from '@/components/forms/ErrorSummary';
import { CheckboxCards } from '@/components/forms/fields/CheckboxCards';
import { NativeSelect } from '@/components/forms/fields/NativeSelect';
import { RadioCards } from '@/components/forms/fields/RadioCards';
import { TextArea } from '@/components/forms/fields/TextArea';
import { TextInput } from '@/components/forms/fields/TextInput';
import type { FormTexts } from '@/components/forms/form-texts';
import { untouched, type FormAction, type FormState } from '@/components/onboarding/form-state';
import { Button } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';

export type PeopleField = Readonly<{
  name: string;
  type: 'email' | 'text' | 'textarea' | 'radios' | 'checkboxes' | 'select';
  label: string;
  hint?: string;
  required?: boolean;
  options?: readonly Readonly<{ value: string; label: string; hint?: string }>[];
  defaultValue?: string;
}>;
type Props<T> = Readonly<{
  action: FormAction<T>;
  hidden: Readonly<Record<string, string>>;
  fields: readonly PeopleField[];
  button: Readonly<{ label: string; pending: string }>;
  title?: Readonly<{ plain: string; error: string }>;
  texts: FormTexts;
}>;

/** A form about people: a plain post that keeps what was typed and says what is wrong, at the field and on top. */
export function PeopleForm<T>({ action, hidden, fields, button, title, texts }: Props<T>) {
  const [state, send, pending] = useActionState<FormState<T>, FormData>(action, untouched);
  const refusal = state.status === 'refused' ? state.refusal : null;
  const errorsOf = (name: string): readonly string[] => refusal?.errors[name] ?? [];
  const summary = fields.flatMap(({ name }) => errorsOf(name).map((message) => ({ fieldId: name, message })));
  return (
    <form action={send} noValidate className="stack">
      {title ? <title>{refusal ? title.error : title.plain}</title> : null}
      <ErrorSummary title={texts.problem} errors={summary} attempt={state.attempt} />
      {refusal && summary.length === 0 ? (
        <InsetNotice tone="error" role="alert" title={refusal.title}>
          {refusal.cause} {refusal.remedy}
        </InsetNotice>
      ) : null}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map((field) => (
        <Field
          key={`${field.name}-${state.attempt}`}
          field={field}
          typed={state.values[field.name]}
          errors={errorsOf(field.name)}
          texts={texts}
        />
      ))}
      <div className="button-row">
        <Button pending={pending}>{pending ? button.pending : button.label}</Button>
      </div>
    </form>
  );
}

type FieldProps = Readonly<{
  field: PeopleField;
  typed: string | readonly string[] | undefined;
  errors: readonly string[];
  texts: FormTexts;
}>;

const Field = ({ field, typed, errors, texts }: FieldProps) => {
  const { name, type, label, hint, required = false, options = [] } = field;
  const shared = { id: name, name, label, errors, required, texts, ...(hint ? { hint } : {}) };
  const one = typeof typed === 'string' ? typed : (field.defaultValue ?? '');
  if (type === 'checkboxes') {
    const many = typeof typed === 'string' ? [typed] : (typed ?? []);
    return <CheckboxCards {...shared} options={options} defaultValue={many} />;
  }
  if (type === 'radios') return <RadioCards {...shared} options={options} defaultValue={one} />;
  if (type === 'select') return <NativeSelect {...shared} options={options} defaultValue={one} />;
  if (type === 'textarea') return <TextArea {...shared} rows={3} defaultValue={one} />;
  return <TextInput {...shared} type={type} dir={type === 'email' ? 'ltr' : 'auto'} defaultValue={one} />;
};
