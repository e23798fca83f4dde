export { catalogue, type ErrorCode } from './catalogue';
export { ok, refuse, type FieldRefusal, type Outcome, type Refusal, type RefusalArgs } from './result';
