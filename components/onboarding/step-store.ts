import { createStore, type StoreApi } from 'zustand/vanilla';
import { liveFields, type FieldCheck, type Scope, type StepConditions } from '@/lib/flow-definition/browser';
import type { FieldView } from '@/components/forms/field-view';
import { typedValue, type Typed } from './typed-value';

/** What exists on the page now: field id → whether it must be answered. A field that is not in it does not exist. */
export type Live = Readonly<Record<string, Readonly<{ required: boolean; options: readonly string[] }>>>;

export type StepState = Readonly<{
  typed: Readonly<Record<string, Typed>>;
  live: Live;
  /** Tells the store what a control holds now. */
  type: (fieldId: string, typed: Typed) => void;
}>;

export type StepStoreInput = Readonly<{
  fields: readonly FieldView[];
  checks: readonly FieldCheck[];
  conditions: StepConditions;
  scope: Scope;
  /** Ids of this page's fields that a condition of this page looks at. */
  watched: readonly string[];
}>;

/**
 * What conditions see on the open page, and nothing else: the server owns the answers, the form owns its inputs. A key
 * press in a field that no condition looks at changes no `live` and so renders nothing.
 */
export function createStepStore(input: StepStoreInput): StoreApi<StepState> {
  const watched = new Set(input.watched);
  const typed = Object.fromEntries(input.fields.map((field) => [field.id, field.value]));
  return createStore<StepState>()((set) => ({
    typed,
    live: liveNow(input, typed),
    type: (fieldId, value) =>
      set((state) => {
        const next = { ...state.typed, [fieldId]: value };
        return watched.has(fieldId)
          ? { typed: next, live: keepSame(state.live, liveNow(input, next)) }
          : { typed: next };
      }),
  }));
}

/** The fields that exist for what is typed; pure, so the server renders the same page as the browser. */
export function liveNow({ fields, checks, conditions, scope }: StepStoreInput, typed: StepState['typed']): Live {
  const sealed = new Set(fields.filter((field) => field.sealed).map(({ id }) => id));
  const values = Object.fromEntries(
    checks.map((check) => [check.id, typedValue(check, typed[check.id], sealed.has(check.id))]),
  );
  return Object.fromEntries(
    liveFields(conditions, scope, values).map(({ id, required, options }) => [id, { required, options }]),
  );
}

/** Keeps the old object of each field that did not change, so that only the others render. */
function keepSame(before: Live, after: Live): Live {
  return Object.fromEntries(
    Object.entries(after).map(([id, field]) => {
      const old = before[id];
      return [id, old && old.required === field.required && old.options.join() === field.options.join() ? old : field];
    }),
  );
}
