'use client';

import { startTransition, useActionState, useEffect, useMemo, useState, type FormEvent, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { ErrorSummary } from '@/components/forms/ErrorSummary';
import { Button } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { announce } from '@/components/ui/live-region-ids';
import { useReady } from '@/components/ui/use-ready';
import { shownKey } from '@/lib/flow-definition/browser';
import { ConflictChoice } from './ConflictChoice';
import { DynamicField } from './DynamicField';
import { untouched, type FormAction, type FormState } from './form-state';
import { postedField } from './posted-field';
import { hiddenName, type ShownConflict, type StepPage, type StepPageField, type StepTexts } from './step-page';
import { createStepStore, liveNow } from './step-store';
import { useOnline } from './use-online';

type Props<T> = Readonly<{ action: FormAction<T>; page: StepPage; texts: StepTexts; head: ReactNode }>;

/**
 * The questions of one page. A plain form that posts to a server action; a script, when there is one, adds that
 * questions appear and go as their conditions change, that errors leave as they are put right, and that what was typed
 * stays when the connection is gone. React Hook Form knows the native inputs, the store knows what conditions see, the
 * server knows the answers.
 */
export const DynamicForm = <T,>({ action, page, texts, head }: Props<T>) => {
  const [state, send, pending] = useActionState<FormState<T>, FormData>(action, untouched);
  // A refused post starts the page anew with what was typed: inputs are uncontrolled and read their defaults once.
  return <Page key={state.attempt} {...{ page, texts, head, state, send, pending }} />;
};

type PageProps = Omit<Props<unknown>, 'action'> &
  Readonly<{ state: FormState<unknown>; send: (form: FormData) => void; pending: boolean }>;

const Page = ({ page, texts, head, state, send, pending }: PageProps) => {
  const ready = useReady();
  const online = useOnline();
  const refusal = state.status === 'refused' ? state.refusal : null;
  const fields = useMemo(() => typedFields(page, state), [page, state]);
  const [store] = useState(() => createStepStore({ ...page, fields }));
  const form = useForm();
  const [known, setKnown] = useState<Readonly<Record<string, readonly string[]>>>(refusal?.errors ?? {});
  const { setError, clearErrors } = form;
  useEffect(() => {
    for (const [name, messages] of Object.entries(refusal?.errors ?? {}))
      setError(name, { message: messages.join(' ') });
  }, [refusal, setError]);

  const settle = (fieldId: string) => {
    if (!known[fieldId]) return;
    clearErrors(fieldId);
    setKnown(Object.fromEntries(Object.entries(known).filter(([name]) => name !== fieldId)));
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    if (!navigator.onLine) return announce(texts.offline, 'assertive');
    const { submitter } = event.nativeEvent as SubmitEvent;
    const data = new FormData(event.currentTarget, submitter);
    announce(texts.saving);
    startTransition(() => send(data));
  };
  const conflicts = (refusal?.detail['conflicts'] ?? []) as readonly ShownConflict[];
  const summary = fields.flatMap(({ id }) => (known[id] ?? []).map((message) => ({ fieldId: id, message })));
  const hasProblem = refusal !== null && refusal.code !== 'questions_added';
  const initial = liveNow({ ...page, fields }, Object.fromEntries(fields.map((field) => [field.id, field.value])));

  return (
    <form action={send} onSubmit={submit} noValidate className="stack stack--wide">
      <title>{hasProblem ? texts.errorTitle.replace('{title}', page.title) : page.title}</title>
      <ErrorSummary title={texts.form.problem} errors={summary} />
      {head}
      {refusal && conflicts.length === 0 && summary.length === 0 ? (
        <InsetNotice tone={hasProblem ? 'error' : 'info'} title={refusal.title} role="alert">
          {refusal.cause} {refusal.remedy}
        </InsetNotice>
      ) : null}
      {conflicts.length > 0 ? <ConflictChoice conflicts={conflicts} texts={texts.conflict} /> : null}
      <input type="hidden" name="flowId" value={page.flowId} />
      <input type="hidden" name="stepId" value={page.stepId} />
      <input type="hidden" name="from" value={page.fromCheck ? 'check' : ''} />
      <input type="hidden" name="_secret" value={page.secretFields.join(',')} />
      {fields.map((field) => (
        <DynamicField
          key={field.id}
          field={{ ...field, errors: known[field.id] ?? [] }}
          check={page.checks.find(({ id }) => id === field.id)}
          base={baseOf(field, state)}
          initial={initial[field.id]}
          {...{ store, ready, form, settle }}
          today={page.scope.today}
          texts={texts.form}
          shownName={shownKey}
        />
      ))}
      {online ? null : <InsetNotice tone="warning">{texts.offline}</InsetNotice>}
      <div className="button-row">
        <Button name="intent" value="continue" pending={pending}>
          {pending ? texts.saving : texts.continue}
        </Button>
        <Button name="intent" value="later" variant="quiet" pending={pending}>
          {texts.later}
        </Button>
        {page.savedAt ? <span className="button-row__saved">{page.savedAt}</span> : null}
      </div>
    </form>
  );
};

/** The hash of the answer that the person knows of: the first one shown, or the one they chose to replace. */
function baseOf(field: StepPageField, { values }: FormState<unknown>): string | null {
  const name =
    values[hiddenName.keep(field.id)] === 'mine' ? hiddenName.storedBase(field.id) : hiddenName.base(field.id);
  const known = values[name];
  return typeof known === 'string' ? known : field.base;
}

/** The fields with what was typed before the refusal, or with the stored answers before any post. */
function typedFields(page: StepPage, state: FormState<unknown>) {
  if (state.status === 'idle') return page.fields;
  const said = state.values[shownKey] ?? [];
  const shown = new Set(typeof said === 'string' ? [said] : said);
  return page.fields.map((field) => postedField(field, state.values, shown));
}
