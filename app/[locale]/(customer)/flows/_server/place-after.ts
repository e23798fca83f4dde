import type { NextPlace } from '@/lib/onboarding';

type Named = readonly (readonly [name: string, value: string])[];

/** The address of the place that follows a save, below the flow's home; `more` is what it says about the save. */
export function placeAfter(
  home: string,
  next: NextPlace,
  intent: 'continue' | 'later' | 'refresh',
  more: Named = [],
): string {
  if (intent === 'later') return address(home, [['saved', ''], ...more]);
  const from: Named = 'fromCheck' in next && next.fromCheck ? [['from', 'check']] : [];
  if (next.kind === 'item') {
    return address(`${home}/${next.stepId}/items/new`, [['list', next.fieldId], ...from]);
  }
  if (next.kind === 'step') return address(`${home}/${next.stepId}`, [...from, ...more]);
  return address(next.kind === 'check' ? `${home}/check` : home, more);
}

const address = (path: string, named: Named): string => {
  const query = named.map(([name, value]) => (value === '' ? name : `${name}=${encodeURIComponent(value)}`)).join('&');
  return query === '' ? path : `${path}?${query}`;
};
