export {
  actorUserId,
  contextRole,
  customerRoles,
  invitedRoles,
  isDelegate,
  staffRoles,
  type Actor,
  type CustomerRole,
  type MachineActor,
  type MemberActor,
  type Role,
  type StaffRole,
  type SystemActor,
  type TenantKind,
} from './actor';
export { signContext, signFlowContext } from './context';
export { actions, authorise, can, isAction, type Action } from './permissions';
export {
  asCustomer,
  asFlow,
  asPlatform,
  customerStatement,
  doorStatement,
  tenantStatement,
  withTenant,
  withTenantOrNothing,
  workerStatement,
  type TenantTx,
} from './transaction';
export { Prisma } from '@/lib/platform/db';
