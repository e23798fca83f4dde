import { getTranslations } from 'next-intl/server';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { formatters, isolate, type Locale } from '@/lib/i18n';
import { getPathChange, pathChangeInput, type FlowHeader, type PathChangeView } from '@/lib/onboarding';
import { withTenant } from '@/lib/tenancy';
import { answerTexts } from './answer-text';
import type { FlowPage } from './flow-page';

/** What the address of a page may say about the save before it. */
export type ChangeQuery = Readonly<{ added?: string | string[]; dropped?: string | string[]; by?: string | string[] }>;

type Props = Readonly<{ page: FlowPage<{ header: FlowHeader }>; query: ChangeQuery }>;

/** "One task was added because …", as the save before this page brought it about and as long as it is true. */
export async function ChangeNotice({ page: { actor, request, view }, query }: Props) {
  const parsed = pathChangeInput.safeParse({ added: query.added, dropped: query.dropped, by: query.by });
  if (!parsed.success || parsed.data.added.length + parsed.data.dropped.length === 0) return null;
  const { flowId, timeZone } = view.header;
  const { locale } = request;
  const found = await withTenant(actor, (tx) => getPathChange(tx, actor, { flowId, locale, change: parsed.data }));
  if (!found.ok || !found.value) return null;
  const sentences = await sentencesOf(found.value, locale, timeZone);
  return (
    <InsetNotice tone="info" role="status">
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </InsetNotice>
  );
}

async function sentencesOf({ added, dropped, because }: PathChangeView, locale: Locale, timeZone: string) {
  const [t, write] = await Promise.all([getTranslations('why.change'), answerTexts(locale, timeZone)]);
  const { list } = formatters({ locale, timeZone });
  const answer = because?.isChoice ? list((write(because.answer)?.lines ?? []).map(isolate)) : '';
  const sentence = (kind: 'added' | 'gone', tasks: readonly string[]): string => {
    const args = { count: tasks.length, tasks: list(tasks.map(isolate)) };
    if (!because) return t(kind, args);
    const question = isolate(because.question);
    return answer === ''
      ? t(`${kind}Because`, { ...args, question })
      : t(`${kind}Chose`, { ...args, question, answer });
  };
  return [
    ...(added.length > 0 ? [sentence('added', added)] : []),
    ...(dropped.length > 0 ? [sentence('gone', dropped), t('kept')] : []),
  ];
}
