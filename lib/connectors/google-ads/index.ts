export { googleAdsCheck } from './check';
export { googleAdsApi, googleAdsScopes } from './client';
