import type { AnswerValue, FormStep } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { asFlow, isDelegate, withTenant, type Actor, type TenantTx } from '@/lib/tenancy';
import type { StoredAnswer } from './flow-state';
import type { OpenedFlow } from './open-flow';
import { shownAnswer, type ShownAnswer } from './shown-answer';

/** A field as `app.save_step` reports it: what is stored now, null when it was emptied. */
export type StoredConflict = Readonly<{ field: string; stored: StoredAnswer | null }>;

/** One answer that somebody else changed after the person opened the page. */
export type FieldConflict = Readonly<{
  fieldId: string;
  label: string;
  stored: ShownAnswer;
  /** The base to send with the next save, whichever of the two is chosen. */
  base: string | null;
  at: string | null;
  /** Who changed it; null for people of the partner, whose names a customer does not see, and for emptied fields. */
  by: string | null;
}>;

/** Both sides of each conflict need words: labels, the stored value, who and when. */
export async function describeConflicts(
  actor: Actor,
  { state }: OpenedFlow,
  step: FormStep,
  conflicts: readonly StoredConflict[],
  locale: string,
): Promise<readonly FieldConflict[]> {
  const people = [...new Set(conflicts.flatMap(({ stored }) => (stored?.by ? [stored.by] : [])))];
  const names = await colleagueNames(actor, state.flow, people);
  return conflicts.flatMap(({ field: id, stored }) => {
    const field = step.fields.find((each) => each.id === id);
    if (!field) return [];
    const value = stored?.sealed !== undefined ? { sealed: true as const } : (stored?.value as AnswerValue | undefined);
    return [
      {
        fieldId: id,
        label: localizedText(field.label, locale),
        stored: shownAnswer(field, value, { locale }),
        base: stored?.hash ?? null,
        at: stored?.at ?? null,
        by: (stored?.by && names.get(stored.by)) ?? null,
      },
    ];
  });
}

/** The names of those who wrote the answers on a page, also for a delegate, who otherwise sees no other people. */
export const colleagueNames = (
  actor: Actor,
  { tenantId, id }: Readonly<{ tenantId: string; id: string }>,
  people: readonly string[],
): Promise<ReadonlyMap<string, string>> =>
  withTenant(actor, (tx) =>
    isDelegate(actor)
      ? asFlow(tx, actor, id, (reader) => memberNames(reader, tenantId, people))
      : memberNames(tx, tenantId, people),
  );

/** User id → the name under which that person is a member of this tenant. */
export async function memberNames(
  tx: TenantTx,
  tenantId: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ userId: string; name: string }[]>`
    select user_id as "userId", display_name as name from members
    where tenant_id = ${tenantId}::uuid and user_id = any (${userIds}::uuid[])`;
  return new Map(rows.map(({ userId, name }) => [userId, name]));
}
