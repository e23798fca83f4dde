import { getTranslations } from 'next-intl/server';
import { loose } from '@/app/[locale]/(staff)/_shell/loose-texts';

/** The words of a table of what goes and stays, and the name of each kind of thing. */
export async function effectWords() {
  const [t, provisioning] = await Promise.all([
    getTranslations('offboarding.effects'),
    getTranslations('provisioning.inventory'),
  ]);
  const named = loose(provisioning);
  return {
    words: {
      title: t('title'),
      thing: t('thing'),
      kind: t('kind'),
      fate: t('fate'),
      empty: t('empty'),
      goes: t('goes'),
      stays: t('stays'),
    },
    kindOf: (kind: string): string => named(`kind.${kind}`) ?? kind,
  };
}
