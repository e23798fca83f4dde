export { forgetBuckets } from './forget-buckets';
export { consume, forget, limits, type LimitName } from './limits';
export { sharedPace } from './shared-pace';
