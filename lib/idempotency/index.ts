export { claimIdempotencyKey, idempotencyHours, keepResponse, nameSubject, type Claimed } from './idempotency-key';
