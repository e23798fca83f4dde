import { getTranslations } from 'next-intl/server';
import { failureValues } from '@/components/provisioning/failure-values';
import { Ltr } from '@/components/ui/Ltr';
import type { CheckResult } from '@/lib/connectors';
import { isolateLtr } from '@/lib/i18n';

type Words = ((key: string, values?: Readonly<Record<string, string | number>>) => string) & {
  has: (key: string) => boolean;
};

/** What looks have found that is not as it should be, each in words, with the name by which the machine knows it. */
export async function LookResults({ results }: Readonly<{ results: readonly CheckResult[] }>) {
  const [texts, values] = await Promise.all([getTranslations('provisioning'), failureValues()]);
  const t = texts as unknown as Words;
  const open = results.filter(({ ok }) => !ok);
  if (open.length === 0) return null;
  return (
    <ul>
      {open.map(({ id, code, args = {} }) => (
        <li key={id}>
          <Ltr code wrap>
            {id}
          </Ltr>{' '}
          {code === undefined
            ? null
            : t(
                t.has(`failure.${code}`) ? `failure.${code}` : 'failure.unexpected',
                values(
                  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, isolateLtr(String(value))])),
                ),
              )}
        </li>
      ))}
    </ul>
  );
}
