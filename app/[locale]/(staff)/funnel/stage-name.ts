import { getTranslations } from 'next-intl/server';
import type { Stage } from '@/lib/analytics';
import type { TemplateInUse } from '@/lib/flow-templates';
import { localizedText, type Locale } from '@/lib/i18n';

/** Names stages in the reader's language: our own words, and the template's for its sections. */
export async function stageNames(template: TemplateInUse, locale: Locale): Promise<(stage: Stage) => string> {
  const t = await getTranslations({ locale, namespace: 'staff' });
  const sections = new Map(template.sections.map(({ id, title }) => [`section:${id}`, localizedText(title, locale)]));
  return (stage) => {
    if (stage === 'invited' || stage === 'started' || stage === 'submitted' || stage === 'done')
      return t(`funnel.stage.${stage}`);
    return sections.get(stage) ?? stage;
  };
}
