/**
 * Setting customers up and taking it back. `provisionFlow`, `undoRunWorkflow` and `offboardWorkflow` are what the worker
 * runs; `resumeRun` lets a run that waits go on, in the transaction of what it waited for; `tendRuns` is periodic. Pages
 * read `planPreview` (before), `getRunView` (during and after; `kind: 'dry_run'` for what a dry run found) and
 * `listLeftovers`; people ask with `retryRun`, `undoRun`, `undoAction`, `dryRun` and `decideApproval`.
 */
export { renewCredential } from './renew-credential';
export { deliveryArrived } from './delivery-arrived';
export { checkCredentialWorkflow, type LookEnvironment } from './look-workflow';
export type { Environment } from './environment';
export { giveUpCredentialCheck, giveUpRenewal } from './give-up-look';
export { getDirectResult, type DirectResult } from './get-direct-result';
export { getRevealView, type RevealView } from './get-reveal-view';
export { getRunView, type ActionView, type RunView } from './get-run-view';
export { getSetUpResult, type SetUpResult } from './get-set-up-result';
export { advanceCustomer, statusAfter } from './lifecycle';
export { plan, type InventoryEntry, type Plan, type PlannedAction, type PlanProblem, type PlanResult } from './plan';
export { planOffboarding, type Belonging, type OffboardingStep } from './plan-offboarding';
export { planUndo, type UndoPlan, type UndoStep } from './plan-undo';
export { retryRun } from './retry-run';
export { revealSecret, type RevealSecretInput } from './reveal-secret';
export { offboardWorkflow, provisionFlow, undoRunWorkflow } from './run';
export type { ActionFailure, ActionStatus, FailureReport, RunRef, RunStatus } from './run-record';
export { undoRun } from './undo-run';
export {
  confirmItem,
  confirmItemInput,
  getDiagnosticsBundle,
  getSupportView,
  getVerificationView,
  ownChecks,
  encloseDiagnostics,
  requestVerification,
  runChecks,
  runDiagnostic,
  sendDiagnostics,
  withdrawItem,
  type CommandView,
  type ConfirmItemInput,
  type DiagnosticProbe,
  type DiagnosticsBundle,
  type DiagnosticView,
  type ItemRef,
  type SupportView,
  type VerificationItem,
  type VerificationView,
} from './verify';
export { decideApproval, decideApprovalInput, type DecideApprovalInput } from './decide-approval';
export { dryRun } from './dry-run';
export { listLeftovers, type Leftover } from './list-leftovers';
export { planPreview, type PlanPreview, type PreviewedAction, type ShownArgument } from './plan-preview';
export { resumeRun, tendRuns } from './resume-run';
export { undoAction } from './undo-action';
