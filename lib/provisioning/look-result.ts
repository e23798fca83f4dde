import { connectorFailures, type CheckReport } from '@/lib/connectors';
import type { CredentialStep } from '@/lib/flow-definition';

const dayMs = 86_400_000;

/** When a credential has to be replaced: after the days of the template, or when it ends by itself if that is earlier. */
export function rotateAt(
  { rotateDays }: Pick<CredentialStep, 'rotateDays'>,
  facts: Readonly<Record<string, string>>,
  now: Date,
): Date | null {
  const endsAt = Date.parse(facts['endsAt'] ?? '');
  const times = [
    ...(rotateDays === undefined ? [] : [now.getTime() + rotateDays * dayMs]),
    ...(Number.isNaN(endsAt) ? [] : [endsAt]),
  ];
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** Whether everything that a look has not liked may be gone by itself later, such as a system that did not answer. */
export const causeMayPass = ({ results }: Pick<CheckReport, 'results'>): boolean =>
  results.every(({ ok, code }) => ok || code === 'unexpected' || (code !== undefined && isRetryable(code)));

const isRetryable = (code: string): boolean =>
  Object.hasOwn(connectorFailures, code) && connectorFailures[code as keyof typeof connectorFailures].retryable;
