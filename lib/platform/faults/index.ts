export { CutOff, faultPoint } from './fault-point';
