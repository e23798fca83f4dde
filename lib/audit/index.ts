export { recordAudit, type AuditEntry } from './record-audit';
export { verifyAudit, type AuditVerdict } from './verify-audit';
