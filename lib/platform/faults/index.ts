export { faultPoint } from './fault-point';
