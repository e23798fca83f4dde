import { createHash } from 'node:crypto';
import { actionsOf, type FlowDefinition } from '@/lib/flow-definition';
import { planOffboarding } from '@/lib/provisioning';

/** Something that exists because of a flow, by its newest entry in the inventory. */
export type Existing = Readonly<{ actionId: string; kind: string; name: string; status: string }>;

/** The kind under which a way of leaving may keep the credentials that the customer has given. */
export const credentialKind = 'credential';

/** What an offboarding does to one thing. */
export type Effect = Readonly<{ kind: string; name: string; does: 'goes' | 'stays' }>;

/**
 * What would become of everything that exists, in the order in which it goes: the newest first, and in the end the
 * credentials that the customer has given. What is of a kind that the option keeps stays, with all that it needs;
 * everything else is taken away and looked for afterwards. The engine plans the same way. Pure.
 */
export function effectsOf(
  definition: FlowDefinition,
  optionId: string,
  existing: readonly Existing[],
  credentials: readonly string[],
): readonly Effect[] {
  const needs = new Map(actionsOf(definition).map(({ action }) => [action.id, action.needs ?? []]));
  const belongings = existing.map((item, order) => ({ ...item, order, needs: needs.get(item.actionId) ?? [] }));
  const steps = planOffboarding(definition, belongings, optionId) ?? [];
  const keepsCredentials = definition.offboarding?.find(({ id }) => id === optionId)?.keeps.includes(credentialKind);
  const present = existing.filter(({ status }) => status !== 'removed');
  return [
    ...steps.flatMap((step) =>
      present
        .filter(({ actionId }) => actionId === step.actionId)
        .reverse()
        .map(({ kind, name }): Effect => ({ kind, name, does: step.do === 'keep' ? 'stays' : 'goes' })),
    ),
    ...credentials.map((name): Effect => ({ kind: credentialKind, name, does: keepsCredentials ? 'stays' : 'goes' })),
  ];
}

/**
 * A short text that stands for one way of leaving and everything that it does: a page sends it along, so that nobody
 * agrees to anything but what they have seen. The order of the list makes no difference. Pure.
 */
export const fingerprintOf = (optionId: string, effects: readonly Effect[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify([optionId, effects.map(({ kind, name, does }) => JSON.stringify([kind, name, does])).sort()]),
    )
    .digest('base64url');
