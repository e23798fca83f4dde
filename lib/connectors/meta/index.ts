export { metaCheck } from './check';
export { metaApi, metaScopes } from './client';
