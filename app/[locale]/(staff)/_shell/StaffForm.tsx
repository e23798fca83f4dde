'use client';

import { Fragment, useActionState } from 'react';
import { ErrorSummary } from '@/components/forms/ErrorSummary';
import { NativeSelect } from '@/components/forms/fields/NativeSelect';
import { RadioCards } from '@/components/forms/fields/RadioCards';
import { SecretInput } from '@/components/forms/fields/SecretInput';
import { TextArea } from '@/components/forms/fields/TextArea';
import { TextInput } from '@/components/forms/fields/TextInput';
import type { FormTexts } from '@/components/forms/form-texts';
import { Button, type ButtonVariant } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { VisuallyHidden } from '@/components/ui/VisuallyHidden';
import { idleForm, type FormState } from '@/app/_server/form-state';
import { FileField } from './FileField';
import type { StaffField } from './staff-field';

type Common = Readonly<{
  /** Unique on its page: the fields' ids begin with it. */
  id: string;
  fields?: readonly StaffField[];
  hidden?: Readonly<Record<string, string>>;
  submit: string;
  /** Completes the button's name where several on a page say the same. */
  about?: string;
  pending: string;
  texts: FormTexts;
  variant?: ButtonVariant;
  size?: 'normal' | 'small';
  /** The document's title without and with a refusal, where the form is what its page is about. */
  titles?: Readonly<{ plain: string; error: string }>;
}>;
type Props<T> = Common & Readonly<{ action: (state: FormState<T>, form: FormData) => Promise<FormState<T>> }>;
type ViewProps<T> = Common & Readonly<{ state: FormState<T>; action: (form: FormData) => void; isPending: boolean }>;

/** A staff form: a plain post that keeps what was typed and says what is wrong, at the field and on top. */
export function StaffForm<T>({ action, ...rest }: Props<T>) {
  const [state, formAction, isPending] = useActionState<FormState<T>, FormData>(action, idleForm);
  return <StaffFormView {...rest} state={state} action={formAction} isPending={isPending} />;
}

/** The form alone, for those who hold its state because they show more of an answer than its refusal. */
export function StaffFormView<T>({ id, state, action, isPending, fields = [], hidden = {}, ...rest }: ViewProps<T>) {
  const { titles, texts } = rest;
  const refusal = state.status === 'refused' ? state.refusal : null;
  const errorsOf = (name: string): readonly string[] => refusal?.errors[name] ?? [];
  const summary = fields.flatMap(({ name }) =>
    errorsOf(name).map((message) => ({ fieldId: `${id}-${name}`, message })),
  );
  return (
    <>
      {titles ? <title>{refusal ? titles.error : titles.plain}</title> : null}
      <ErrorSummary title={texts.problem} errors={summary} attempt={state.attempt} />
      {refusal && summary.length === 0 ? (
        <InsetNotice tone="error" role="alert" title={refusal.title}>
          <p>{refusal.cause}</p>
          <p>{refusal.remedy}</p>
        </InsetNotice>
      ) : null}
      <form action={action} noValidate>
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {fields.map((field) => (
          <Fragment key={`${field.name}-${state.attempt}`}>
            {field.heading ? <h2 className="staff-form__heading">{field.heading}</h2> : null}
            <FieldOf
              id={id}
              field={field}
              typed={state.values[field.name]}
              errors={errorsOf(field.name)}
              texts={texts}
            />
          </Fragment>
        ))}
        <div className={fields.length > 0 ? 'button-row' : undefined}>
          <Button variant={rest.variant ?? 'primary'} size={rest.size ?? 'normal'} pending={isPending}>
            {isPending ? rest.pending : rest.submit}
            {rest.about ? <VisuallyHidden> {rest.about}</VisuallyHidden> : null}
          </Button>
        </div>
      </form>
    </>
  );
}

type FieldOfProps = Readonly<{
  id: string;
  field: StaffField;
  typed: string | readonly string[] | undefined;
  errors: readonly string[];
  texts: FormTexts;
}>;

const FieldOf = ({ id, field, typed, errors, texts }: FieldOfProps) => {
  const { name, type, label, hint, required = false, options = [], dir, autoComplete, code, width } = field;
  const defaultValue = typeof typed === 'string' ? typed : field.defaultValue;
  const shared = { id: `${id}-${name}`, name, label, errors, required, texts, ...(hint ? { hint } : {}) };
  if (type === 'select')
    return <NativeSelect {...shared} options={options} {...(defaultValue ? { defaultValue } : {})} />;
  if (type === 'radios')
    return <RadioCards {...shared} options={options} {...(defaultValue ? { defaultValue } : {})} />;
  if (type === 'textarea')
    return <TextArea {...shared} rows={3} {...(defaultValue !== undefined ? { defaultValue } : {})} />;
  if (type === 'secret') return <SecretInput {...shared} />;
  if (type === 'file') return <FileField {...shared} accept={field.accept ?? ''} />;
  return (
    <TextInput
      {...shared}
      type={type}
      dir={dir ?? (type === 'email' ? 'ltr' : 'auto')}
      {...(autoComplete ? { autoComplete } : {})}
      {...(code ? { code } : {})}
      {...(width ? { width } : {})}
      {...(defaultValue !== undefined ? { defaultValue } : {})}
    />
  );
};
