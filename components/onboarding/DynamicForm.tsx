'use client';

import Link from 'next/link';
import { useCallback, useEffect, useMemo, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { ErrorSummary } from '@/components/forms/ErrorSummary';
import { manyTexts } from '@/components/forms/field-view';
import { Button } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { announce } from '@/components/ui/live-region-ids';
import { useReady } from '@/components/ui/use-ready';
import { shownKey } from '@/lib/flow-definition/browser';
import { ConflictChoice } from './ConflictChoice';
import { DynamicField } from './DynamicField';
import { FieldParts } from './FieldParts';
import type { FormAction, FormState, PostedValues } from './form-state';
import { postedField } from './posted-field';
import {
  hiddenName,
  itemNames,
  type PageItem,
  type ShownConflict,
  type StepPage,
  type StepPageField,
  type StepTexts,
} from './step-page';
import { createStepStore, liveNow } from './step-store';
import { DraftProblem, DraftSaved } from './DraftStatus';
import { useDraft } from './use-draft';
import { createTyping } from './typing';
import { useStepAction, type LostAnswer } from './use-step-action';

type Props<T> = Readonly<{ action: FormAction<T>; page: StepPage; texts: StepTexts; head: ReactNode }>;

/**
 * The questions of one page. A plain form that posts to a server action; a script, when there is one, adds that
 * questions appear and go as their conditions change, that errors leave as they are put right, and that what was typed
 * stays when the connection is gone. React Hook Form knows the native inputs, the store knows what conditions see, the
 * server knows the answers.
 */
export const DynamicForm = <T,>({ action, page, texts, head }: Props<T>) => {
  const resumeRef = useRef<() => void>(() => undefined);
  const sending = useStepAction(action, () => resumeRef.current());
  // A refused post starts the page anew with what was typed: inputs are uncontrolled and read their defaults once.
  return <Page key={sending.state.attempt} {...{ page, texts, head, resumeRef }} {...sending} />;
};

type PageProps = Omit<Props<unknown>, 'action'> &
  Readonly<{
    state: FormState<unknown>;
    action: (form: FormData) => void;
    send: (form: FormData) => void;
    pending: boolean;
    lost: LostAnswer | null;
    resumeRef: { current: () => void };
  }>;

type Problems = Readonly<Record<string, readonly string[]>>;
const none: readonly string[] = [];

const Page = ({ page, texts, head, state, action, send, pending, lost, resumeRef }: PageProps) => {
  const ready = useReady();
  const draft = useDraft(page, state.status === 'refused');
  useEffect(() => {
    resumeRef.current = draft.resume;
  }, [resumeRef, draft.resume]);
  const refusal = state.status === 'refused' ? state.refusal : null;
  const asksWhetherSure = refusal?.code === 'please_check';
  const fields = useMemo(() => typedFields(page, state), [page, state]);
  const [store] = useState(() => createStepStore({ ...page, fields }));
  const form = useForm();
  const [typing] = useState(createTyping);
  const element = useRef<HTMLFormElement | null>(null);
  useEffect(() => typing.attach(element.current), [typing]);
  const [known, setKnown] = useState<Problems>(refusal?.errors ?? {});
  const { setError, clearErrors } = form;
  useEffect(() => {
    for (const [name, messages] of Object.entries(refusal?.errors ?? {}))
      setError(name, { message: messages.join(' ') });
  }, [refusal, setError]);

  const settle = useCallback(
    (fieldId: string) => {
      clearErrors(fieldId);
      setKnown((problems) => Object.fromEntries(Object.entries(problems).filter(([name]) => name !== fieldId)));
    },
    [clearErrors],
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (pending) return;
    if (!navigator.onLine) return announce(texts.offline, 'assertive');
    const { submitter } = event.nativeEvent as SubmitEvent;
    const data = withoutEmptyFiles(new FormData(event.currentTarget, submitter));
    announce(texts.saving);
    draft.hold();
    send(data);
  };
  const conflicts = (refusal?.detail['conflicts'] ?? []) as readonly ShownConflict[];
  const summary = fields.flatMap(({ id }) => (known[id] ?? none).map((message) => ({ fieldId: id, message })));
  const isInformation = refusal?.code === 'questions_added' || refusal?.code === 'form_updated';
  const hasProblem = refusal !== null && !isInformation && !asksWhetherSure;
  const initial = useMemo(() => liveNow({ ...page, fields }), [page, fields]);
  const checks = useMemo(() => new Map(page.checks.map((check) => [check.id, check])), [page]);
  const question = (field: StepPageField) => (
    <DynamicField
      key={field.id}
      field={field}
      problems={known[field.id] ?? none}
      onlyWarned={asksWhetherSure}
      check={checks.get(field.id)}
      base={baseOf(field, state)}
      initial={initial[field.id]}
      {...{ store, ready, form, typing, settle }}
      today={page.scope.today}
      texts={texts.form}
      shownName={shownKey}
    />
  );

  return (
    <form
      ref={(next) => {
        element.current = next;
        draft.form(next);
      }}
      action={action}
      onSubmit={submit}
      noValidate
      className="step-form stack stack--wide"
      data-look={page.look}
    >
      <title>{hasProblem ? texts.errorTitle.replace('{title}', page.title) : page.title}</title>
      <ErrorSummary
        title={asksWhetherSure ? texts.form.pleaseCheck : texts.form.problem}
        errors={summary}
        {...(asksWhetherSure && { tone: 'warning', note: texts.pleaseCheckNext })}
      />
      {head}
      {refusal && conflicts.length === 0 && summary.length === 0 && !asksWhetherSure ? (
        <InsetNotice tone={hasProblem ? 'error' : 'info'} title={refusal.title} role="alert">
          {refusal.cause} {refusal.remedy}
        </InsetNotice>
      ) : null}
      {conflicts.length > 0 ? <ConflictChoice conflicts={conflicts} texts={texts.conflict} /> : null}
      <input type="hidden" name="flowId" value={page.flowId} />
      <input type="hidden" name="stepId" value={page.stepId} />
      <input type="hidden" name="from" value={page.fromCheck ? 'check' : ''} />
      <input type="hidden" name="_secret" value={page.secretFields.join(',')} />
      <input type="hidden" name={hiddenName.openedAt} value={firstOpened(page, state.values)} />
      {page.item ? <ItemMarks item={page.item} state={state} /> : null}
      {asksWhetherSure ? <SureMarks ids={Object.keys(refusal.errors)} values={state.values} /> : null}
      {fields.some(({ type }) => type === 'address' || type === 'upload') ? (
        <EnterContinues label={texts.continue} />
      ) : null}
      {page.consequences.length > 0 ? (
        <InsetNotice tone="warning" title={texts.destructive.title}>
          <ul className="consequences">
            {page.consequences.map((consequence) => (
              <li key={consequence}>{consequence}</li>
            ))}
          </ul>
        </InsetNotice>
      ) : null}
      <FieldParts fields={fields} groups={page.groups} question={question} />
      <DraftProblem state={draft.state} lost={lost} texts={page.draft?.texts} />
      <div className="button-row">
        <Button
          name="intent"
          value="continue"
          pending={pending}
          variant={page.look === 'destructive' ? 'danger' : 'primary'}
        >
          {pending ? texts.saving : page.look === 'destructive' ? texts.destructive.continue : texts.continue}
        </Button>
        {page.item ? (
          <Link href={page.item.listHref} prefetch={false}>
            {page.item.backLabel}
          </Link>
        ) : (
          <Button name="intent" value="later" variant="quiet" pending={pending}>
            {texts.later}
          </Button>
        )}
        <DraftSaved state={draft.state} saved={page.savedAt} texts={page.draft?.texts} />
      </div>
    </form>
  );
};

/** Which item the page is about. A new one keeps the id of its first page, so that sending it twice adds it once. */
const ItemMarks = ({ item, state }: Readonly<{ item: PageItem; state: FormState<unknown> }>) => {
  const posted = state.values[itemNames.item];
  return (
    <>
      <input type="hidden" name={itemNames.list} value={item.listId} />
      <input type="hidden" name={itemNames.item} value={typeof posted === 'string' ? posted : item.itemId} />
      <input type="hidden" name={itemNames.isNew} value={item.isNew ? 'yes' : ''} />
      <input
        type="hidden"
        name={hiddenName.base(item.listId)}
        value={baseOf({ id: item.listId, base: item.base }, state) ?? ''}
      />
    </>
  );
};

/** A file control in which nothing is chosen posts a nameless empty file, which loses its namelessness on the way. */
function withoutEmptyFiles(form: FormData): FormData {
  for (const [name, value] of [...form]) {
    if (value instanceof File && value.size === 0 && value.name === '') form.delete(name);
  }
  return form;
}

/** What was typed when the page asked: sent again unchanged, it is what the person means. */
const SureMarks = ({ ids, values }: Readonly<{ ids: readonly string[]; values: PostedValues }>) =>
  ids.map((id) => <input key={id} type="hidden" name={hiddenName.sure(id)} value={manyTexts(values[id]).join('\n')} />);

/** Where no script runs, the Enter key presses a form's first button: it shall be the one that continues. */
const EnterContinues = ({ label }: Readonly<{ label: string }>) => (
  <noscript>
    <button className="visually-hidden" type="submit" name="intent" value="continue" tabIndex={-1} aria-hidden="true">
      {label}
    </button>
  </noscript>
);

/** When the person began: the page that was sent first, not the one that came back with what is wrong. */
const firstOpened = (page: StepPage, values: PostedValues): string => {
  const before = values[hiddenName.openedAt];
  return typeof before === 'string' && before !== '' ? before : page.openedAt;
};

/** The hash of the answer that the person knows of: the first one shown, or the one they chose to replace. */
function baseOf(field: Pick<StepPageField, 'id' | 'base'>, { values }: FormState<unknown>): string | null {
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
