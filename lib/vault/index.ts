export {
  issueCustomerKey,
  keyRecord,
  liveKey,
  lookUpCustomerKey,
  revokeCustomerKeys,
  type IssuedKey,
  type KeyOrigin,
  type KnownKey,
} from './customer-key';
export { revealCustomerKey, type RevealRequest } from './reveal-customer-key';
