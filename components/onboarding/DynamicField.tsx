'use client';

import { memo, useLayoutEffect, useRef } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { ConditionalField } from '@/components/forms/ConditionalField';
import { FieldControl } from '@/components/forms/FieldControl';
import type { FieldRegistration } from '@/components/forms/field-props';
import type { FormTexts } from '@/components/forms/form-texts';
import { runFieldCheck, type AnswerValue, type FieldCheck } from '@/lib/flow-definition/browser';
import { hiddenName, type StepPageField } from './step-page';
import type { Live, StepState } from './step-store';
import { fillControls, readControls } from './typed-controls';
import type { Typing } from './typing';
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
  typing: Typing;
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
  typing,
  settle,
  today,
  texts,
  shownName,
}: Props) {
  const now = useStore(store, (state) => state.live[field.id]);
  const live = ready ? now : initial;
  const place = useRef<HTMLDivElement>(null);
  const exists = live !== undefined;
  useLayoutEffect(() => {
    const typed = store.getState().typed(field.id);
    const controls = place.current?.closest('form');
    if (exists && typed !== undefined && controls) fillControls(controls, field, typed);
  }, [exists, store, field]);
  const required = live?.required ?? field.required;

  const take = (target: EventTarget | null): void => {
    const typed = readControls(field, target);
    store.getState().type(field.id, typed);
    // After a refusal a field is looked at again as it changes, only to take its error away.
    if (problems.length > 0 && isRight(check, typed, required, today)) settle(field.id);
  };
  useLayoutEffect(() => typing.listen(field.id, take));
  if (!live && (ready || !field.condition)) return null;

  // React Hook Form takes inputs that share a name for one, and would write the first one's value into the others.
  const register = (name: string): FieldRegistration => {
    const { ref, onBlur } = form.register(name);
    return {
      name,
      ref: severalUnderOneName.has(field.type) ? () => undefined : ref,
      onBlur: (event) => onBlur(event as Parameters<typeof onBlur>[0]),
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
  const question = <div ref={place}>{control}</div>;
  return field.condition ? <ConditionalField fieldId={field.id}>{question}</ConditionalField> : question;
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
