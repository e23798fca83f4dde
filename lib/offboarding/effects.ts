import type { OffboardingOption } from '@/lib/flow-definition';

/** Something that exists because of a flow, by its newest entry in the inventory. */
export type Existing = Readonly<{ actionId: string; kind: string; name: string; status: string }>;

/** What an offboarding does to one thing. */
export type Effect = Readonly<{ actionId: string; kind: string; name: string; does: 'goes' | 'stays' }>;

/**
 * What would become of everything that exists, the newest first, which is the order in which it goes: what is of a kind
 * that the option keeps stays, everything else is taken away and looked for afterwards. What one action has made stays
 * or goes together, because it is taken away by that action: it stays when any of it does. Pure.
 */
export function effectsOf(
  { keeps }: Pick<OffboardingOption, 'keeps'>,
  existing: readonly Existing[],
): readonly Effect[] {
  const present = existing.filter(({ status }) => status !== 'removed');
  const staying = new Set(present.filter(({ kind }) => keeps.includes(kind)).map(({ actionId }) => actionId));
  return [...present]
    .reverse()
    .map(({ actionId, kind, name }) => ({ actionId, kind, name, does: staying.has(actionId) ? 'stays' : 'goes' }));
}
