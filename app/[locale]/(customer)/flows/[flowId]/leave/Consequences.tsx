import { getTranslations } from 'next-intl/server';
import { effectWords } from '@/app/_server/effect-words';
import { EffectTable } from '@/components/offboarding/EffectTable';
import type { OffboardingOptionView } from '@/lib/offboarding';

/** What one way of leaving means, in words and thing by thing. */
export async function Consequences({ option }: Readonly<{ option: OffboardingOptionView }>) {
  const [t, effects] = await Promise.all([getTranslations('offboarding.effects'), effectWords()]);
  return (
    <>
      <ul>
        {option.consequences.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <details className="details">
        <summary>{t('title')}</summary>
        <EffectTable rows={option.effects} {...effects} />
      </details>
    </>
  );
}
