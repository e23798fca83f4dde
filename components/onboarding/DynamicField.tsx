'use client';

import { memo } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { ConditionalField } from '@/components/forms/ConditionalField';
import { FieldControl } from '@/components/forms/FieldControl';
import type { FieldRegistration } from '@/components/forms/field-props';
import type { FormTexts } from '@/components/forms/form-texts';
import { runFieldCheck, type AnswerValue, type FieldCheck } from '@/lib/flow-definition/browser';
import { addressParts } from './posted-field';
import { hiddenName, type StepPageField } from './step-page';
import type { Live, StepState } from './step-store';
import type { Typed } from './typed-value';

type Props = Readonly<{
  field: StepPageField;
  /** What is wrong with the answer, or only looks so. */
  problems: readonly string[];
  onlyWarned: boolean;
  check: FieldCheck | undefined;
  /** The hash of the answer that the person saw first: it stays the same through refused posts. */
  base: string | null;
  /** Whether the field exists as the page was sent; undefined when it does not. */
  initial: Live[string] | undefined;
  store: StoreApi<StepState>;
  ready: boolean;
  form: UseFormReturn;
  /** Tells the page that what was wrong with the field is right now. */
  settle: (fieldId: string) => void;
  today: string;
  texts: FormTexts;
  shownName: string;
}>;

/**
 * One question: there while it exists. Without a script a question with a simple condition is always sent and the
 * style sheet shows it; with a script it is in the page only while its condition holds, so nothing hidden is posted.
 */
export const DynamicField = memo(function DynamicField({
  field,
  problems,
  onlyWarned,
  check,
  base,
  initial,
  store,
  ready,
  form,
  settle,
  today,
  texts,
  shownName,
}: Props) {
  const now = useStore(store, (state) => state.live[field.id]);
  const live = ready ? now : initial;
  if (!live && (ready || !field.condition)) return null;
  const required = live?.required ?? field.required;

  const register = (name: string): FieldRegistration => {
    const registration = form.register(name);
    return {
      ...registration,
      // React Hook Form takes inputs that share a name for one, and would write the first one's value into the others.
      ...(severalUnderOneName.has(field.type) && { ref: () => undefined }),
      onChange: (event) => {
        const typed = typedNow(field, event.target);
        store.getState().type(field.id, typed);
        // After a refusal a field is looked at again as it changes, only to take its error away.
        if (problems.length > 0 && isRight(check, typed, required, today)) settle(field.id);
        return registration.onChange(event as Parameters<typeof registration.onChange>[0]);
      },
      onBlur: (event) => registration.onBlur(event as Parameters<typeof registration.onBlur>[0]),
    };
  };
  const options =
    live && live.options.length > 0
      ? field.options?.filter(({ value }) => live.options.includes(value))
      : field.options;
  const said = onlyWarned ? { errors: [], warnings: problems } : { errors: problems };
  const control = (
    <>
      <input type="hidden" name={shownName} value={field.id} />
      <input type="hidden" name={hiddenName.base(field.id)} value={base ?? ''} />
      <FieldControl
        field={{ ...field, ...said, required, options, ...(field.derived && { value: derivedText(live?.derived) }) }}
        texts={texts}
        register={register}
      />
    </>
  );
  return field.condition ? <ConditionalField fieldId={field.id}>{control}</ConditionalField> : <div>{control}</div>;
});

const severalUnderOneName: ReadonlySet<StepPageField['type']> = new Set(['choices', 'list', 'resources', 'upload']);

/** A computed value as its control shows it: the id of the option that it stands for, or the text itself. */
function derivedText(value: AnswerValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

/** An address has parts that only the server knows how to judge: any change of it takes its error away. */
function isRight(check: FieldCheck | undefined, typed: Typed, required: boolean, today: string): boolean {
  if (!check) return false;
  const isPlain = typed === undefined || typeof typed === 'string' || Array.isArray(typed);
  return isPlain ? runFieldCheck(check, typed ?? '', { required, today }).length === 0 : true;
}

/** Everything that the field's controls hold now, whichever of them has just changed. */
function typedNow(field: StepPageField, target: unknown): Typed {
  if (!(
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  ))
    return undefined;
  const { form } = target;
  if (!form) return target.value;
  if (field.type === 'date') {
    const part = (name: string) => inputValue(form, `${field.id}-${name}`);
    return [part('year'), part('month'), part('day')].join('-').replace(/^--$/, '');
  }
  if (field.type === 'address')
    return Object.fromEntries(addressParts.map((part) => [part, inputValue(form, `${field.id}-${part}`)]));
  if (target instanceof HTMLInputElement && (target.type === 'checkbox' || field.type === 'list')) {
    return [...form.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(field.id)}"]`)]
      .filter((input) => input.type !== 'checkbox' || input.checked)
      .map((input) => input.value);
  }
  return target.value;
}

const inputValue = (form: HTMLFormElement, name: string): string => {
  const element = form.elements.namedItem(name);
  return element instanceof HTMLInputElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement
    ? element.value.trim()
    : '';
};
