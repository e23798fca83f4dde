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
export {
  checkDelivery,
  profiles,
  refusalReasons,
  signatureHeaders,
  type Profile,
  type RefusalReason,
} from './profiles';
export { receiveDelivery, type Arrival, type HookRef, type OnDelivery, type Received } from './receive-delivery';
