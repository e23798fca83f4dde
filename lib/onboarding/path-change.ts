import { z } from 'zod';
import { ok, type Outcome } from '@/lib/errors';
import { changes, fieldsOf, isForm, type CompiledDefinition, type Walk } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, isDelegate, type Actor, type TenantTx } from '@/lib/tenancy';
import { openFlow, type OpenedFlow } from './open-flow';
import { shownAnswer, type ShownAnswer } from './shown-answer';

/** Tasks that a save brought up or made needless, and the answer that did it; null where several did. */
export type PathChange = Readonly<{ added: readonly string[]; dropped: readonly string[]; by: string | null }>;

/** What a save did to the tasks, or null when they are the same as before. */
export function pathChange(compiled: CompiledDefinition, before: Walk, after: Walk): PathChange | null {
  if (sameTasks(before, after)) return null;
  const tasks = changes(compiled, before, after).filter(({ kind }) => kind === 'task');
  const ids = (change: 'added' | 'gone') => tasks.filter((each) => each.change === change).map(({ id }) => id);
  const causes = new Set(tasks.flatMap(({ because }) => because));
  const [by = null] = causes;
  return { added: ids('added'), dropped: ids('gone'), by: causes.size === 1 ? by : null };
}

function sameTasks(before: Walk, after: Walk): boolean {
  const ids = (walk: Walk) => walk.sections.flatMap(({ tasks }) => tasks.map(({ task }) => task.id)).join('\n');
  return ids(before) === ids(after);
}

const idList = z.string().max(2000).default('');

/** A change as the next page's address names it: ids joined by commas. Anything else names nothing. */
export const pathChangeInput = z
  .object({ added: idList, dropped: idList, by: z.string().max(100).default('') })
  .transform(({ added, dropped, by }) => ({
    added: added.split(',').filter((id) => id !== ''),
    dropped: dropped.split(',').filter((id) => id !== ''),
    by: by === '' ? null : by,
  }));

/** A change in words: titles of tasks, and the question with its answer. */
export type PathChangeView = Readonly<{
  added: readonly string[];
  dropped: readonly string[];
  because: Readonly<{ question: string; answer: ShownAnswer; isChoice: boolean }> | null;
}>;

/**
 * Puts a change that an address names into words, as far as it is true now: an added task must be on the path, a
 * dropped one must not, and the question must be asked. Null when nothing of it is. Refuses `forbidden` and
 * `not_found`. Records nothing.
 */
export async function getPathChange(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale, change }: Readonly<{ flowId: string; locale: string; change: PathChange }>,
  means: Means = systemMeans,
): Promise<Outcome<PathChangeView | null>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  // Whoever was given single tasks does not hear of the others.
  if (isDelegate(actor)) return ok(null);
  const { definition } = flow.value.template.compiled;
  const now = new Set(flow.value.walk.sections.flatMap(({ tasks }) => tasks.map(({ task }) => task.id)));
  const titles = (isTrue: (id: string) => boolean, ids: readonly string[]) =>
    definition.sections
      .flatMap(({ tasks }) => tasks)
      .filter(({ id }) => ids.includes(id) && isTrue(id))
      .map(({ title }) => localizedText(title, locale));
  const added = titles((id) => now.has(id), change.added);
  const dropped = titles((id) => !now.has(id), change.dropped);
  return ok(
    added.length + dropped.length === 0 ? null : { added, dropped, because: cause(flow.value, change.by, locale) },
  );
}

function cause({ template, walk }: OpenedFlow, fieldId: string | null, locale: string): PathChangeView['because'] {
  const asked = walk.steps.some(
    ({ step, visibleFields }) => isForm(step) && fieldId !== null && visibleFields.includes(fieldId),
  );
  const field = fieldsOf(template.compiled.definition).find((placed) => placed.field.id === fieldId)?.field;
  if (!asked || !field || field.class !== 'plain') return null;
  return {
    question: localizedText(field.label, locale),
    answer: shownAnswer(field, walk.counting[field.id], { locale }),
    isChoice: field.type === 'choice' || field.type === 'choices',
  };
}
