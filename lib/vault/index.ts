export {
  dropCredential,
  fingerprintOf,
  keepCredential,
  liveCredentials,
  openCredential,
  openParts,
  sealParts,
  type KeptCredential,
  type LiveCredential,
  type SecretParts,
} from './credential';
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
export { openConnection } from './open-connection';
export { ownSecretStore, type OwnSecretStoreOptions } from './own-secret-store';
export { revealCustomerKey, type RevealRequest } from './reveal-customer-key';
