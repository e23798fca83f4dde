export { confirmItem, confirmItemInput, withdrawItem, type ConfirmItemInput, type ItemRef } from './confirm-item';
export type { DiagnosticsBundle } from './diagnostics-bundle';
export { getDiagnosticsBundle } from './get-diagnostics-bundle';
export {
  getSupportView,
  type CommandView,
  type DiagnosticProbe,
  type DiagnosticView,
  type SupportView,
} from './get-diagnostics-view';
export { getVerificationView, type VerificationItem, type VerificationView } from './get-verification-view';
export { ownChecks } from './own-checks';
export { requestVerification, runDiagnostic, type DiagnosticRef, type VerificationRef } from './request-checks';
export { runChecks } from './run-checks';
export { encloseDiagnostics, sendDiagnostics } from './send-diagnostics';
