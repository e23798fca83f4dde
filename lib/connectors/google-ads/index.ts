export { googleAdsCheck } from './check';
export { googleAds, googleAdsApi, googleAdsScopes } from './client';
export { lookAtGoogleAdsClient } from './look';
