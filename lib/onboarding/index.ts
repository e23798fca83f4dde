export type { FieldConflict } from './describe-conflicts';
export { flowHeader, type FlowHeader } from './flow-header';
export { answersOf, factsOf, isOpen, readFlowState, type FlowState, type FlowStatus } from './flow-state';
export { getActivity, type Activity, type ActivityView, type GetActivityInput } from './get-activity';
export { getAssignees, type Assignee } from './get-assignees';
export {
  getCheckAnswers,
  type CheckAnswersView,
  type CheckRow,
  type CheckSection,
  type GetCheckAnswersInput,
} from './get-check-answers';
export {
  getFlowFile,
  type FileAnswer,
  type FileRow,
  type FileTask,
  type FlowFile,
  type GetFlowFileInput,
} from './get-flow-file';
export { getStatusView, type GetStatusViewInput, type RevealStepView, type StatusView } from './get-status-view';
export { getItemView, type GetItemViewInput, type ItemView } from './get-item-view';
export { getStepView, type GetStepViewInput, type StepScope, type StepView } from './get-step-view';
export {
  getTaskList,
  type GetTaskListInput,
  type ReturnedStep,
  type TaskListView,
  type TaskRow,
  type TaskSection,
} from './get-task-list';
export { getTimeline, type GetTimelineInput, type TimelineEntry, type TimelineView } from './get-timeline';
export { getLookView, type GetLookViewInput, type LookResult, type LookView } from './get-look-view';
export { inviteCustomer, type InviteCustomerInput } from './invite-customer';
export { openFlow, type OpenedFlow } from './open-flow';
export { openTasks } from './open-part';
export { applyLifecycle, lifecycleChange, type LifecycleChange } from './lifecycle';
export type { LaterField } from './later-fields';
export {
  recheckCredential,
  removeCredential,
  runConnectCheck,
  skipCredential,
  submitCredential,
  type AskedLook,
  type LookRef,
  type SubmitCredentialInput,
  findLookStep,
  mayBeGiven,
} from './look-step';
export { lookArguments, lookDigest, resolvedText, type LookArguments, type LookStep } from './check-arguments';
export { listFlows, type FlowPage, type FlowRow, type ListFlowsInput } from './list-flows';
export { listPortfolio, type ListPortfolioInput, type PortfolioPage, type PortfolioRow } from './list-portfolio';
export { newestFlowOf } from './newest-flow-of';
export type { NextPlace } from './next-place';
export {
  onboardDirectly,
  onboardDirectlyInput,
  type DirectlyOnboarded,
  type OnboardDirectlyInput,
} from './onboard-directly';
export {
  completePartnerTask,
  completePartnerTaskInput,
  listPartnerTasks,
  undoPartnerTask,
  type CompletePartnerTaskInput,
  type PartnerTaskRef,
  type PartnerTaskView,
} from './partner-task';
export { listReopenableSteps, reopenStep, reopenStepInput, type Reopening, type ReopenStepInput } from './reopen-step';
export { reopenFlow, type ReopenFlowInput } from './reopen-flow';
export { removeItem, saveItem, type ItemPlace, type SavedItem, type SaveItemInput } from './save-item';
export { saveStep, type SavedStep, type SaveStepInput } from './save-step';
export type { ShownAnswer } from './shown-answer';
export { startFlow, startFlowInput, type StartedFlow, type StartFlowInput } from './start-flow';
export type { StepField, StepFieldFile, StepFieldItem, StepFieldOption } from './step-fields';
export { submitFlow, type SubmitFlowInput, type SubmittedFlow } from './submit-flow';
export { getPathChange, pathChangeInput, type PathChange, type PathChangeView } from './path-change';
export type { Why } from './reason-words';
export { visitFlow, type FlowVisit } from './visit-flow';
export { listDueTasks, type DueTask, type DueTasks } from './due-tasks';
export { tendTasks } from './tend-tasks';
export { getTutorial, type TutorialView } from './get-tutorial';
export { prefillOf, type Prefilled, type PrefillSource } from './prefill';
export {
  columnNames,
  customersMax,
  getList,
  onboardLists,
  prepareList,
  startList,
  type BulkRow,
  type BulkView,
} from './bulk';
