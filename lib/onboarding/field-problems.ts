import type { FieldRefusal, RefusalArgs } from '@/lib/errors';
import type { FieldError, FormStep } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';

type Problems = Readonly<Record<string, readonly FieldError[]>>;

/** What is wrong with each field as message keys, with the field's label for the sentence. */
export function fieldProblems(
  step: FormStep,
  problems: Problems,
  locale: string,
): Readonly<Record<string, readonly FieldRefusal[]>> {
  return Object.fromEntries(
    step.fields.flatMap(({ id, label }) => {
      const errors = problems[id];
      if (!errors) return [];
      const text = localizedText(label, locale);
      return [
        [
          id,
          errors.map(({ code, args }) => ({
            code,
            args: { ...args, label: text } satisfies RefusalArgs,
          })),
        ],
      ];
    }),
  );
}
