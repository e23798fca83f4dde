export { authentik, authentikApi, authentikRights } from './connector';
export type { Authentik, DirectoryOwner, DirectoryUser, Group, Invitation } from './port';
