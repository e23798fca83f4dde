export { secretManagerOf } from './connector';
