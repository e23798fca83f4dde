export { googleAccount, type GoogleAccount } from './account';
export { hasLabels, labelValue, ownerLabels } from './labels';
export {
  bigQueryPermissions,
  bigQueryPermissionsCheck,
  secretManagerPermissions,
  secretManagerPermissionsCheck,
} from './permissions';
export {
  bigQueryApi,
  bigQueryLimits,
  secretManagerApi,
  secretManagerLimits,
  type CallLimits,
  type VendorApi,
} from './services';
