export {
  createHook,
  firstDelivery,
  hookPath,
  liveHook,
  openHookSecret,
  removeHook,
  type FirstDelivery,
  type Hook,
  type HookOrigin,
  type HookWish,
} from './hook';
export { closeEarlierHooks, reopenEarlierHooks } from './earlier-hooks';
export {
  checkDelivery,
  profiles,
  refusalReasons,
  signatureHeaders,
  type Profile,
  type RefusalReason,
} from './profiles';
export { receiveDelivery, type Arrival, type HookRef, type OnDelivery, type Received } from './receive-delivery';
export { nameHook, nameHookInput, revealHookSecret, rotateHookSecret } from './change-hook';
export type { HookPlace } from './find-hook';
export { getHookView, type HookFacts, type HookRefusal, type HookView } from './get-hook-view';
export { sendTest } from './send-test';
export { deliverOutbound, queueOutbound, type OutboundMeans } from './outbound/deliver';
export { outboundChoices, outboundEvents, type OutboundChoice, type OutboundEvent } from './outbound/events';
export { listOutboundDeliveries, redeliver, type OutboundDeliveryRow } from './outbound/list-deliveries';
export {
  addEndpoint,
  enableEndpoint,
  listEndpoints,
  removeEndpoint,
  rotateEndpointSecret,
  sendTestEvent,
  type EndpointRow,
} from './outbound/manage-endpoints';
export { listHooks, type HookSummary } from './list-hooks';
