export { applyMigrations, MigrationFailed } from './apply';
export { driftDiff } from './drift';
export { ensureRoles, rolesSql, type RolePasswords } from './roles';
