import { z } from 'zod';
import { hiddenName } from '@/components/onboarding/step-page';

const posted = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** The posted page of a step: which step, the fields as they came, and what the person saw when they began. */
export const saveStepInput = z
  .looseObject({
    flowId: z.uuid(),
    stepId: z.string().min(1).max(100),
    from: z.string().max(20).optional(),
    intent: z.enum(['continue', 'later']).catch('continue'),
  })
  .transform(({ flowId, stepId, from, intent, ...rest }) => {
    const values = posted.parse(rest);
    return {
      flowId,
      stepId,
      intent,
      fromCheck: from === 'check',
      values: Object.fromEntries(
        Object.entries(values).filter(([name]) => !/^_(base|stored|keep|secret)\b/.test(name)),
      ),
      bases: basesOf(values),
      keepStored: fieldsOf(values, '_keep.').filter((id) => values[hiddenName.keep(id)] === 'stored'),
    };
  });

type Posted = z.infer<typeof posted>;

/** The base of each field; where the person chose to replace what somebody else saved, that is what they saw last. */
function basesOf(values: Posted): Readonly<Record<string, string | null>> {
  const seen = (id: string) =>
    values[hiddenName.keep(id)] === 'mine' ? hiddenName.storedBase(id) : hiddenName.base(id);
  return Object.fromEntries(fieldsOf(values, '_base.').map((id) => [id, textOf(values[seen(id)])]));
}

const fieldsOf = (values: Posted, prefix: string): readonly string[] =>
  Object.keys(values).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));

const textOf = (value: string | readonly string[] | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
