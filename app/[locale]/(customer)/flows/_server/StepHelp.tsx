import { getTranslations } from 'next-intl/server';
import { HelpTopics } from '@/components/onboarding/ContextualHelp';
import type { StepView } from '@/lib/onboarding';

/** Help about one page of questions in one place: the page itself, and why each question on it is asked. */
export async function StepHelp({ view }: Readonly<{ view: Pick<StepView, 'title' | 'help' | 'why' | 'fields'> }>) {
  const t = await getTranslations('journey.help');
  const about = [view.help, view.why].filter((text): text is string => text !== null);
  const topics = [
    ...about.map((text, index) => ({ id: `page-${index}`, title: t(index === 0 ? 'page' : 'why'), text })),
    ...view.fields.flatMap(({ id, label, why, visible }) =>
      visible && why !== undefined ? [{ id, title: label, text: why }] : [],
    ),
  ];
  return <HelpTopics title={t('title')} topics={topics} />;
}
