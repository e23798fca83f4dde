export type { Effect } from './effects';
export {
  approveOffboarding,
  approveOffboardingInput,
  cancelOffboarding,
  declineOffboarding,
  decideOffboardingInput,
  resumeOffboarding,
  type ApproveOffboardingInput,
  type DecideOffboardingInput,
} from './decide-offboarding';
export {
  getOffboardingView,
  type OffboardingOptionView,
  type OffboardingView,
  type WaitingEffects,
} from './get-offboarding-view';
export { giveUpOffboarding } from './give-up-offboarding';
export { offboardFlow } from './offboard-flow';
export type { OffboardingStatus } from './offboarding-record';
export {
  requestOffboarding,
  requestOffboardingInput,
  type OffboardingRef,
  type RequestOffboardingInput,
} from './request-offboarding';
