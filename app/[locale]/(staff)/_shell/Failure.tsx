import { getTranslations } from 'next-intl/server';
import { failureValues } from '@/components/provisioning/failure-values';
import { isolateLtr } from '@/lib/i18n';
import type { ActionFailure } from '@/lib/provisioning';
import { loose } from './loose-texts';

/** What went wrong and what helps, by the code of the failure; names in it are set apart. */
export async function Failure({ error }: Readonly<{ error: ActionFailure }>) {
  const [texts, values] = await Promise.all([getTranslations('provisioning'), failureValues()]);
  const t = loose(texts);
  const args = values(
    Object.fromEntries(Object.entries(error.args).map(([name, value]) => [name, isolateLtr(String(value))])),
  );
  return (
    <>
      <p>{t(`failure.${error.code}`, args) ?? t('failure.unexpected')}</p>
      <p>{t(`remedy.${error.code}`, args) ?? t('remedy.other')}</p>
    </>
  );
}
