export { isTenantId, TenantRegistry, type TenantEntry, type TenantTarget } from './registry';
