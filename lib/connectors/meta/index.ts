export { metaCheck } from './check';
export { meta, metaApi, metaScopes } from './client';
export { lookAtMetaApp } from './look';
