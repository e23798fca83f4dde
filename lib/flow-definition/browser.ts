/** What a page may load: no CEL parser, no numbering plans, no schema. Everything else comes from the index. */
export { evaluate, holds, lookUp, undecided, type Scope, type TreeValue } from './conditions/evaluate';
export type { ReferencePath, Tree } from './conditions/tree';
export { liveFields, type LiveField, type StepConditions } from './live-fields';
export { createLiveFields, type LiveIndex } from './live-index';
export { shownKey } from './shown-key';
export { countryCodes } from './values/countries';
export type { FieldCheck } from './values/field-check';
export { runFieldCheck } from './values/run-field-check';
export type * from './types';
