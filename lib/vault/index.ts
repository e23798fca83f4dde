export { checkConnectionWorkflow, giveUpConnectionCheck, type ConnectionCheckEnvironment } from './check-connection';
export {
  checkConnection,
  listConnections,
  removeConnection,
  saveConnection,
  type ConnectionRef,
  type ConnectionRow,
  type SaveConnectionInput,
} from './connections';
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
export { listRotations, type Rotation } from './list-rotations';
export { openConnection } from './open-connection';
export { ownSecretStore, type OwnSecretStoreOptions } from './own-secret-store';
export { connectedSystems, type ConnectedSystem, type SystemApi, type SystemPart } from './systems';
export { tendCredentials } from './tend-credentials';
export { revealCustomerKey, type RevealRequest } from './reveal-customer-key';
