import { z } from 'zod';
import { fileToRemove } from '@/components/forms/upload-view';
import { hiddenName, itemNames } from '@/components/onboarding/step-page';

const posted = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

const intents = z.enum(['continue', 'later', 'refresh']).catch('continue');

/** The posted page of a step: which step, the fields as they came, and what the person saw when they began. */
export const saveStepInput = z
  .looseObject({
    flowId: z.uuid(),
    stepId: z.string().min(1).max(100),
    from: z.string().max(20).optional(),
    intent: z.string().max(60).catch('continue'),
  })
  .transform(({ flowId, stepId, from, intent, ...rest }) => {
    const values = posted.parse(rest);
    const removesFile = fileToRemove(intent);
    return {
      flowId,
      stepId,
      intent: removesFile === null ? intents.parse(intent) : 'refresh',
      fromCheck: from === 'check',
      ...answersOf(values),
      more: moreOf(values),
      takesFiles: '_upload' in values,
      removesFile,
    };
  });

/** The posted page of one item of a repeatable list: the same, and which item of which list. */
export const saveItemInput = z
  .looseObject({
    flowId: z.uuid(),
    stepId: z.string().min(1).max(100),
    from: z.string().max(20).optional(),
    intent: z.enum(['continue', 'refresh']).catch('continue'),
    [itemNames.list]: z.string().min(1).max(100),
    [itemNames.item]: z.uuid(),
    [itemNames.isNew]: z.string().max(5).optional(),
  })
  .transform(({ flowId, stepId, from, intent, ...rest }) => {
    const values = posted.parse(rest);
    const listId = textOf(values[itemNames.list]) ?? '';
    const given = answersOf(values);
    return {
      flowId,
      stepId,
      listId,
      itemId: textOf(values[itemNames.item]) ?? '',
      isNew: values[itemNames.isNew] === 'yes',
      intent,
      fromCheck: from === 'check',
      ...given,
      base: given.bases[listId] ?? null,
    };
  });

/** What a page of questions answers, apart from where it stands. */
function answersOf(values: Posted) {
  return {
    values: Object.fromEntries(
      Object.entries(values).filter(
        ([name]) => !/^_(base|stored|keep|secret|sure|more|asks|opened|list|item|new|upload)\b/.test(name),
      ),
    ),
    bases: basesOf(values),
    sure: Object.fromEntries(fieldsOf(values, '_sure.').map((id) => [id, textOf(values[hiddenName.sure(id)]) ?? ''])),
    openedAt: textOf(values[hiddenName.openedAt]),
    keepStored: fieldsOf(values, '_keep.').filter((id) => values[hiddenName.keep(id)] === 'stored'),
  };
}

type Posted = z.infer<typeof posted>;

/** The base of each field; where the person chose to replace what somebody else saved, that is what they saw last. */
function basesOf(values: Posted): Readonly<Record<string, string | null>> {
  const seen = (id: string) =>
    values[hiddenName.keep(id)] === 'mine' ? hiddenName.storedBase(id) : hiddenName.base(id);
  return Object.fromEntries(fieldsOf(values, '_base.').map((id) => [id, textOf(values[seen(id)])]));
}

/** For each list that asked whether there is another item: what was said, null when nothing was. */
function moreOf(values: Posted): Readonly<Record<string, 'yes' | 'no' | null>> {
  const asked = values['_asks'] ?? [];
  return Object.fromEntries(
    (typeof asked === 'string' ? [asked] : asked).map((id) => {
      const said = values[hiddenName.more(id)];
      return [id, said === 'yes' || said === 'no' ? said : null];
    }),
  );
}

/** How long a page was open, in seconds; null when it does not say or says what cannot be. Half an hour at most counts. */
export function secondsOpen(openedAt: string | null, now: Date): number | null {
  const since = openedAt === null ? NaN : (now.getTime() - Date.parse(openedAt)) / 1000;
  return Number.isFinite(since) && since >= 0 ? Math.min(Math.round(since), 1800) : null;
}

const fieldsOf = (values: Posted, prefix: string): readonly string[] =>
  Object.keys(values).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));

const textOf = (value: string | readonly string[] | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
