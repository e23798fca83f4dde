import type { PathChange } from '@/lib/onboarding';

/** What the next page's address says about what a save did to the tasks; nothing when it did nothing. */
export function changeQuery(change: PathChange | null): readonly (readonly [name: string, value: string])[] {
  if (!change) return [];
  const { added, dropped, by } = change;
  return [
    ...(added.length > 0 ? [['added', added.join(',')] as const] : []),
    ...(dropped.length > 0 ? [['dropped', dropped.join(',')] as const] : []),
    ...(by === null ? [] : [['by', by] as const]),
  ];
}
