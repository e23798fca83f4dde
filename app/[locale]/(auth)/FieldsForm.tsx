'use client';

import { useActionState } from 'react';
import { ErrorSummary } from '@/components/forms/ErrorSummary';
import { controlProps } from '@/components/forms/field-props';
import { FieldShell } from '@/components/forms/FieldShell';
import { TextInput } from '@/components/forms/fields/TextInput';
import type { FormTexts } from '@/components/forms/form-texts';
import { Button, type ButtonVariant } from '@/components/ui/Button';
import { idleForm, type FormState } from '@/app/_server/form-state';
import { ShownOnce } from './ShownOnce';

/** One field of a form about signing in; `password` is never put back and left to password managers. */
export type AuthField = Readonly<{
  name: string;
  kind: 'email' | 'text' | 'code' | 'password';
  label: string;
  hint?: string;
  autoComplete?: string;
  defaultValue?: string;
}>;

type Props<T> = Readonly<{
  /** Unique on its page: the fields' ids begin with it. */
  id: string;
  action: (state: FormState<T>, form: FormData) => Promise<FormState<T>>;
  fields: readonly AuthField[];
  hidden?: Readonly<Record<string, string>>;
  submit: string;
  pending: string;
  variant?: ButtonVariant;
  texts: FormTexts;
  titles?: Readonly<{ plain: string; error: string }>;
  /** What to say around recovery codes, where the answer holds some. */
  once?: Readonly<{ title: string; text: string; go: string; href: string }>;
  /** In place of the fields where there is nothing left to enter. */
  spent?: string | undefined;
}>;

/** A form of a few fields that works as a plain post, keeps what was typed but for passwords, and says what is wrong. */
export function FieldsForm<T>({ id, action, fields, hidden = {}, texts, titles, once, spent, ...rest }: Props<T>) {
  const [state, formAction, isPending] = useActionState<FormState<T>, FormData>(action, idleForm);
  if (once && state.status === 'done') return <ShownOnce {...once} codes={codesOf(state.value)} />;
  if (spent !== undefined) return <p>{spent}</p>;
  const refusal = state.status === 'refused' ? state.refusal : null;
  const atFields = fields.flatMap(({ name }) =>
    (refusal?.errors[name] ?? []).map((message) => ({ fieldId: `${id}-${name}`, message })),
  );
  const general = refusal
    ? [{ fieldId: `${id}-${fields[0]?.name ?? 'submit'}`, message: `${refusal.title}. ${refusal.remedy}` }]
    : [];
  return (
    <>
      {titles ? <title>{refusal ? titles.error : titles.plain}</title> : null}
      <ErrorSummary title={texts.problem} errors={atFields.length > 0 ? atFields : general} attempt={state.attempt} />
      <form action={formAction} className="stack" noValidate>
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {fields.map((field) => {
          const typed = state.values[field.name];
          return (
            <AuthInput
              key={`${field.name}-${state.attempt}`}
              id={`${id}-${field.name}`}
              field={field}
              value={typeof typed === 'string' ? typed : field.defaultValue}
              errors={refusal?.errors[field.name] ?? []}
              texts={texts}
            />
          );
        })}
        <p>
          <Button id={`${id}-submit`} variant={rest.variant ?? 'primary'} pending={isPending}>
            {isPending ? rest.pending : rest.submit}
          </Button>
        </p>
      </form>
    </>
  );
}

type InputProps = Readonly<{
  id: string;
  field: AuthField;
  value: string | undefined;
  errors: readonly string[];
  texts: FormTexts;
}>;

const AuthInput = ({ id, field: { name, kind, label, hint, autoComplete }, value, errors, texts }: InputProps) => {
  const shared = {
    id,
    name,
    label,
    errors,
    texts,
    required: true,
    dir: kind === 'text' ? ('auto' as const) : ('ltr' as const),
    ...(hint ? { hint } : {}),
    ...(autoComplete ? { autoComplete } : {}),
  };
  if (kind !== 'password')
    return (
      <TextInput
        {...shared}
        type={kind === 'email' ? 'email' : 'text'}
        code={kind === 'code'}
        {...(value === undefined ? {} : { defaultValue: value })}
      />
    );
  return (
    <FieldShell field={shared}>
      <input {...controlProps(shared)} type="password" className="input input--code" maxLength={600} />
    </FieldShell>
  );
};

/** The recovery codes of an answer that has some. */
function codesOf(value: unknown): readonly string[] {
  const { codes } = Object(value) as { codes?: unknown };
  return Array.isArray(codes) ? codes.filter((code): code is string => typeof code === 'string') : [];
}
