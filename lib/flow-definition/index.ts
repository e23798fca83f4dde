export type * from './types';
export type { CompiledDefinition } from './compiled';
export type { ReferencePath, Tree } from './conditions/tree';
export { actionKinds } from './action-kinds';
export { checkKinds } from './check-kinds';
export { check, type ActionCatalogue, type CheckOptions } from './check/check';
export { compileDefinition } from './compile-definition';
export { evaluate, holds, lookUp, undecided, type Scope, type TreeValue } from './conditions/evaluate';
export { liveFields, type LiveField, type StepConditions } from './live-fields';
export { createLiveFields, type LiveIndex } from './live-index';
export {
  actionsOf,
  fieldsOf,
  formKinds,
  isAsked,
  isForm,
  stepsOf,
  type PlacedAction,
  type PlacedField,
  type PlacedStep,
} from './nodes';
export { parseAnswers, parseItem, type FormInput, type Reader } from './parse-answers';
export {
  referencesIn,
  resolveReference,
  type PendingReference,
  type Resolution,
  type ResolvedValue,
  type SecretReference,
} from './references';
export { shownKey } from './shown-key';
export { answersSeenBy, stepConditions } from './step-conditions';
export {
  addressForm,
  addressParts,
  countriesWithAddressForm,
  type AddressForm,
  type AddressLabel,
  type AddressPart,
} from './values/address-forms';
export { countryCodes } from './values/countries';
export { fieldCheck, fieldChecks, type FieldCheck } from './values/field-check';
export { hashedText } from './values/hashed-text';
export { currentIdentifier, identifierError, suggestIdentifier, type IdentifierCheck } from './values/identifier';
export { numberAsTyped } from './values/number';
export { currencyCodes, timeZones } from './values/registries';
export { askForOther, offeredSlots, type SlotRules } from './values/slots';
export { runFieldCheck } from './values/run-field-check';
export { progress, stepNeighbours, type StepNeighbours } from './walk/progress';
export { conditionHolds, confirmationPhrase } from './walk/traverse';
export { walk } from './walk/walk';
export { isStoredValueGood } from './values/stored';
export { changes, type Change } from './explain/changes';
export { explain, fieldsOfReason } from './explain/explain';
export type { Reason, ReasonOperator, ReasonPart } from './explain/reason';
