import { ok, refuse, type Outcome } from '@/lib/errors';
import { customerRoles, type Actor, type MemberActor, type Role } from './actor';

/**
 * Who may do what, within the tenants that their context shows. The table is the whole policy: the database adds the
 * tenant wall and refuses every write of the roles that only look (viewer, auditor, analyst), and all but their own part to a delegate.
 */
const rolesOf = {
  'flow.read': ['admin', 'success_manager', 'reviewer', 'author', 'auditor', 'owner', 'contributor', 'viewer'],
  // What a delegate sees of it is decided by the database: the tasks and sections that were given to them.
  'task.read': [
    'admin',
    'success_manager',
    'reviewer',
    'author',
    'auditor',
    'owner',
    'contributor',
    'viewer',
    'delegate',
  ],
  'flow.answer': ['owner', 'contributor', 'delegate'],
  'task.assign': ['admin', 'success_manager', 'owner'],
  'task.take': ['owner', 'contributor'],
  'people.read': ['admin', 'success_manager', 'auditor', 'owner', 'contributor', 'viewer'],
  'answer.request': ['admin', 'success_manager', 'owner', 'contributor', 'viewer'],
  'flow.submit': ['owner'],
  'flow.reopen': ['admin', 'success_manager', 'owner'],
  'step.reopen': ['admin', 'success_manager', 'reviewer', 'owner'],
  'task.complete': ['admin', 'success_manager'],
  'flow.start': ['admin', 'success_manager'],
  'customer.read': ['admin', 'success_manager', 'reviewer', 'author', 'analyst', 'auditor', 'owner'],
  'customer.create': ['admin', 'success_manager'],
  'customer.onboard': ['admin'],
  'customer.invite': ['admin', 'success_manager', 'owner'],
  'partner.create': ['admin'],
  'run.read': ['admin', 'success_manager', 'reviewer', 'auditor', 'owner', 'contributor', 'viewer'],
  'run.retry': ['admin', 'success_manager'],
  'run.undo': ['admin', 'success_manager'],
  'offboarding.request': ['admin', 'success_manager', 'owner'],
  'offboarding.decide': ['admin', 'success_manager'],
  'secret.reveal': ['owner'],
  'pipeline.run': ['owner', 'contributor'],
  'pipeline.read': ['admin', 'success_manager', 'auditor', 'owner', 'contributor', 'viewer'],
  'funnel.read': ['admin', 'success_manager', 'reviewer', 'author', 'analyst', 'auditor'],
  'theme.read': ['admin', 'success_manager', 'reviewer', 'author', 'analyst', 'auditor'],
  'theme.edit': ['admin'],
  'member.read': ['admin', 'success_manager', 'auditor', 'owner'],
  'member.manage': ['admin', 'owner'],
  'audit.read': ['admin', 'auditor'],
  'template.read': ['admin', 'success_manager', 'reviewer', 'author', 'auditor'],
  'template.edit': ['admin', 'author'],
  'template.publish': ['admin', 'author'],
  'api_key.manage': ['admin'],
  'dataset.query': ['admin'],
  'connection.manage': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

/** The name of something one can be allowed to do. */
export type Action = keyof typeof rolesOf;

/** All actions, for scopes and tests. */
export const actions = Object.keys(rolesOf) as readonly Action[];

/** Whether a text, such as the scope of an API key, names an action. */
export const isAction = (text: string): text is Action => Object.hasOwn(rolesOf, text);

/** Whether the actor's role (or scope) allows the action. Which rows it may touch is the database's answer. */
export function can(actor: Actor, action: Action): boolean {
  if (actor.kind === 'system') return true;
  if (actor.kind === 'machine') return actor.scopes.includes(action) && !machineNever.has(action);
  const allowed: readonly Role[] = rolesOf[action];
  if (action === 'partner.create' && actor.tenantKind !== 'platform') return false;
  return roleFits(actor) && allowed.includes(actor.role);
}

/** Refuses `forbidden` unless the actor may do it. */
export const authorise = (actor: Actor, action: Action): Outcome<true> =>
  can(actor, action) ? ok(true) : refuse('forbidden', { action });

/** A customer's role counts in a customer only, a staff role above it only: a row that says otherwise gives nothing. */
function roleFits({ tenantKind, role }: MemberActor): boolean {
  const customers: readonly Role[] = customerRoles;
  return customers.includes(role) === (tenantKind === 'customer');
}

/** What takes a person: a scope that names these is without effect. */
const machineNever: ReadonlySet<Action> = new Set([
  'secret.reveal',
  'offboarding.request',
  'offboarding.decide',
  'member.manage',
  'api_key.manage',
  'connection.manage',
  'partner.create',
]);
