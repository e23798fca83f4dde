import { dispatch } from './bench';

/** `npm run faults -- <name>|all`: kills processes at named points and checks that nothing was lost (e2e/faults). */
export default function faults(args: string[]): number {
  return dispatch('e2e/faults', args);
}
