export { apiKeyPrefix, constantTimeEqual, generateApiKey, generateCustomerKey, hashKey, isApiKey } from './api-key';
export { randomBase32 } from './base32';
export { randomBase62 } from './base62';
export { SealBroken, type Place } from './envelope';
export { cloudKmsPermissions, KeyServiceError } from './key-services';
export { fileRootKeys, proveRootKeys, rootKeys, type RootKeyProvider } from './root-key-provider';
export {
  knownTenantHasher,
  openSealed,
  sealValue,
  sealWithKnownKey,
  tenantHash,
  tenantHasher,
  type TenantHasher,
} from './sealed-values';
export { Secret } from './secret';
export { forgetTenantKeys } from './tenant-keys';
