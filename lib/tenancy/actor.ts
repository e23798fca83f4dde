/** The roles of people. Platform and partner: the first six; customer: the last four. */
export const staffRoles = ['admin', 'success_manager', 'reviewer', 'author', 'analyst', 'auditor'] as const;
export const customerRoles = ['owner', 'contributor', 'viewer', 'delegate'] as const;
/** The roles that see the whole of a customer. A delegate sees what was given to them, so one is not simply invited. */
export const invitedRoles = ['owner', 'contributor', 'viewer'] as const;

export type StaffRole = (typeof staffRoles)[number];
export type CustomerRole = (typeof customerRoles)[number];
export type Role = StaffRole | CustomerRole;

export type TenantKind = 'platform' | 'partner' | 'customer';

/** A signed-in person, in one of the tenants they are a member of. */
export type MemberActor = Readonly<{
  kind: 'member';
  tenantId: string;
  tenantKind: TenantKind;
  userId: string;
  memberId: string;
  role: Role;
  displayName: string;
  locale: string;
  requestId: string;
  /** The one flow that a delegate acts in; without it a delegate sees only what was given to them. Others have none. */
  flowId?: string;
}>;

/** What an API key may do: the actions of the permission table, by name. */
export type MachineActor = Readonly<{
  kind: 'machine';
  tenantId: string;
  tenantKind: TenantKind;
  apiKeyId: string;
  scopes: readonly string[];
  requestId: string;
}>;

/** The product itself at work for one tenant: a job of the worker. */
export type SystemActor = Readonly<{ kind: 'system'; tenantId: string; reason: string; requestId: string }>;

/** Whoever does something. Every use case takes one; none has a default. */
export type Actor = MemberActor | MachineActor | SystemActor;

/** Whether the actor sees a part of one flow instead of a tenant. */
export const isDelegate = (actor: Actor): boolean => actor.kind === 'member' && actor.role === 'delegate';

/** The role as the database's context carries it; machines and the system have names no member can have. */
export const contextRole = (actor: Actor): string => (actor.kind === 'member' ? actor.role : actor.kind);

/** The person behind an actor, or null for machines and the system. */
export const actorUserId = (actor: Actor): string | null => (actor.kind === 'member' ? actor.userId : null);
