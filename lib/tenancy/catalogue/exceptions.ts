/** Tables about people, who have no tenant: no role of ours may touch them, only functions of the kernel. */
export const globalTables: readonly string[] = [
  'public.users',
  'public.sessions',
  'public.sign_in_challenges',
  'public.sign_in_attempts',
  'public.passwords',
  'public.second_factors',
  'public.recovery_codes',
  'public.passkeys',
];

/** The column that says whose a row is, where it is not `tenant_id`. */
export const tenantColumns: Readonly<Record<string, string>> = {
  'public.tenants': 'id',
  'public.tenant_closure': 'descendant_id',
};

/**
 * Every index and foreign key that does not hold to the tenant, each with the reason why it tells a stranger nothing.
 * At most eight lines; a ninth wants a better design.
 */
export const keyExceptions: Readonly<Record<string, string>> = {
  'tenants.tenants_one_platform': 'Unique over a constant: there is one platform, which everybody knows.',
  'tenants.tenants_partner_slug': 'A partner’s slug is its public host name.',
  'tenants.tenants_parent_id_slug_key':
    'Unique within the parent, whose own tree it is: a row is inserted only below a visible parent.',
  'tenants.tenants_parent_id_fkey': 'The parent of a new tenant must be visible, as its insert policy says.',
  'tenant_closure.tenant_closure_ancestor_id_fkey':
    'Only the kernel’s trigger writes here, from the parent of a tenant that exists.',
  'customer_identifiers.customer_identifiers_registry':
    'The registry of the owner: unique below one parent, which is the promise; tells siblings no more than "taken".',
  'onboarding_flows.onboarding_flows_customer_id_fkey': 'A check holds customer_id equal to tenant_id.',
  'members.members_user_id_fkey': 'People are global; only the kernel inserts members.',
};

/** Triggers that must be there and switched on. */
export const requiredTriggers: Readonly<Record<string, readonly string[]>> = {
  'public.audit_logs': ['append_only', 'append_only_truncate'],
  'public.events': ['append_only', 'append_only_truncate'],
  'public.tenants': ['grow_closure', 'keep_place'],
  'public.onboarding_templates': ['keep_published'],
  'public.files': ['keep_file_verdict'],
  'public.credential_checks': ['keep_check_verdict'],
  'public.assignments': ['fill_assignment', 'guard_assignment'],
  'public.invitations': ['guard_invitation', 'hand_over_assignments'],
  'public.onboarding_flows': ['guard_flow_part'],
  'public.customers': ['guard_customer_part'],
  'public.inbound_hooks': ['guard_hook_part'],
};

/** What each role that runs the product may be granted on a table; by name where it is less than the four verbs. */
export const readOnlyTables: readonly string[] = [
  'public.audit_logs',
  'public.audit_heads',
  'public.events',
  'public.tenant_closure',
];
