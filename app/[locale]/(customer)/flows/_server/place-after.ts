import type { NextPlace } from '@/lib/onboarding';

/** The address of the place that follows a save, below the flow's home. */
export function placeAfter(home: string, next: NextPlace, intent: 'continue' | 'later'): string {
  if (intent === 'later') return `${home}?saved`;
  if (next.kind === 'step') return `${home}/${next.stepId}${next.fromCheck ? '?from=check' : ''}`;
  return next.kind === 'check' ? `${home}/check` : home;
}
