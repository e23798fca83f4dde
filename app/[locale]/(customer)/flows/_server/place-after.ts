import type { NextPlace } from '@/lib/onboarding';

/** The address of the place that follows a save, below the flow's home. */
export function placeAfter(home: string, next: NextPlace, intent: 'continue' | 'later' | 'refresh'): string {
  if (intent === 'later') return `${home}?saved`;
  if (next.kind === 'item')
    return `${home}/${next.stepId}/items/new?list=${next.fieldId}${next.fromCheck ? '&from=check' : ''}`;
  if (next.kind === 'step') return `${home}/${next.stepId}${next.fromCheck ? '?from=check' : ''}`;
  return next.kind === 'check' ? `${home}/check` : home;
}
