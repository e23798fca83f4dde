export { listAudit, type AuditPage, type AuditRow } from './list-audit';
export { recordAudit, type AuditEntry } from './record-audit';
export { verifyAudit, type AuditFault, type AuditVerdict } from './verify-audit';
