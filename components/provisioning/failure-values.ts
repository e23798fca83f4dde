import { getTranslations } from 'next-intl/server';
import { withUnsaid } from './unsaid-values';

/**
 * The values for a text of `provisioning.failure` or `provisioning.remedy`: those that the failure carries, and words for
 * the others. The same code comes from many places, some of which know less, and a text with a gap would not be shown.
 */
export async function failureValues(): Promise<
  (args: Readonly<Record<string, string | number>> | undefined) => Record<string, string>
> {
  const t = await getTranslations('provisioning');
  const system = t('otherSystem');
  return (args) => withUnsaid(system, args);
}
