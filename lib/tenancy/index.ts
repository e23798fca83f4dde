export {
  actorUserId,
  contextRole,
  customerRoles,
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
export { signContext } from './context';
export { actions, authorise, can, isAction, type Action } from './permissions';
export { asCustomer, asPlatform, tenantStatement, withTenant, withTenantOrNothing, type TenantTx } from './transaction';
export { Prisma } from '@/lib/platform/db';
