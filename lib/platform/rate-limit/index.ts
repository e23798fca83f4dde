export { consume, forget, limits, type LimitName } from './limits';
