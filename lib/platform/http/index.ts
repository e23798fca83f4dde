export { cleanIncoming, readablePath } from './clean-incoming';
export { isGlobalAddress } from './addresses';
export {
  createSafeFetch,
  safeFetch,
  type OutsideFailure,
  type OutsideResponse,
  type SafeFetchOptions,
  type SafeRequest,
} from './safe-fetch';
