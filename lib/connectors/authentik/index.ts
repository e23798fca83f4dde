export { authentik, authentikApi } from './connector';
export type { Authentik, DirectoryOwner, DirectoryUser, Group, Invitation } from './port';
