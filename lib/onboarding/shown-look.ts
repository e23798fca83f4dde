import type { WalkedStep } from '@/lib/flow-definition';
import type { LiveCredential } from '@/lib/vault';
import { isLook } from './check-arguments';
import type { ShownAnswer } from './shown-answer';

/** What stands beside a step that asks for a credential or looks at another system; null for any other step. */
export function shownLook(
  { step, status }: WalkedStep,
  credentials: ReadonlyMap<string, Pick<LiveCredential, 'fingerprint'>>,
): ShownAnswer | null {
  if (!isLook(step)) return null;
  if (status !== 'completed') return { kind: 'none' };
  if (step.kind === 'connect') return { kind: 'credential', state: 'checked', fingerprint: null };
  const fingerprint = credentials.get(step.credential)?.fingerprint ?? null;
  return { kind: 'credential', state: fingerprint === null ? 'skipped' : 'kept', fingerprint };
}
