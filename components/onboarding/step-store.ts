import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  createLiveFields,
  liveFields,
  type FieldCheck,
  type LiveField,
  type Scope,
  type StepConditions,
} from '@/lib/flow-definition/browser';
import type { FieldView } from '@/components/forms/field-view';
import { typedValue, type Typed } from './typed-value';

/** What exists on the page now, by field id. A field that is not in it does not exist. */
export type Live = Readonly<Record<string, LiveField>>;

export type StepState = Readonly<{
  live: Live;
  /** What was typed into a field since the page was opened; undefined when nothing was. Reading it renders nothing. */
  typed: (fieldId: string) => Typed;
  /** Tells the store what a control holds now. */
  type: (fieldId: string, typed: Typed) => void;
}>;

export type StepStoreInput = Readonly<{
  fields: readonly FieldView[];
  checks: readonly FieldCheck[];
  conditions: StepConditions;
  scope: Scope;
}>;

/**
 * What conditions see on the open page, and nothing else: the server owns the answers, the form owns its inputs. A key
 * press evaluates only the conditions that look at what changed, and renders only the fields that it changes.
 */
export function createStepStore(input: StepStoreInput): StoreApi<StepState> {
  const checks = new Map(input.checks.map((check) => [check.id, check]));
  const sealed = sealedFields(input.fields);
  const index = createLiveFields(input.conditions, input.scope, valuesOf(input));
  const held = new Map<string, Typed>();
  return createStore<StepState>()((set) => ({
    live: byId(index.live()),
    typed: (fieldId) => held.get(fieldId),
    type: (fieldId, typed) => {
      held.set(fieldId, typed);
      const check = checks.get(fieldId);
      if (!check) return;
      const changed = index.set(fieldId, typedValue(check, typed, sealed.has(fieldId)));
      if (changed.length > 0) set(({ live }) => ({ live: withFields(live, changed, index.field) }));
    },
  }));
}

/** The fields that exist for what the page shows; pure, so the server renders the same page as the browser. */
export const liveNow = (input: StepStoreInput): Live =>
  byId(liveFields(input.conditions, input.scope, valuesOf(input)));

const byId = (fields: readonly LiveField[]): Live => Object.fromEntries(fields.map((field) => [field.id, field]));

const sealedFields = (fields: readonly FieldView[]): ReadonlySet<string> =>
  new Set(fields.filter((field) => field.sealed).map(({ id }) => id));

/** What conditions see of the page as it is shown. */
function valuesOf({ fields, checks }: StepStoreInput) {
  const sealed = sealedFields(fields);
  const typed = new Map(fields.map((field) => [field.id, field.value]));
  return Object.fromEntries(
    checks.map((check) => [check.id, typedValue(check, typed.get(check.id), sealed.has(check.id))]),
  );
}

/** The others keep their objects, so that only these render. */
function withFields(live: Live, ids: readonly string[], field: (id: string) => LiveField | undefined): Live {
  const next: Record<string, LiveField> = { ...live };
  for (const id of ids) {
    const now = field(id);
    if (now) next[id] = now;
    else delete next[id];
  }
  return next;
}
