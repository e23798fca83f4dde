import { getTranslations } from 'next-intl/server';
import { Timeline } from '@/components/ui/Timeline';
import type { TimelineEntry, TimelineView } from '@/lib/onboarding';
import { loose } from './loose-texts';
import type { StaffContext } from './staff-context';

const problems: ReadonlySet<string> = new Set([
  'run.held',
  'run.undone',
  'action.failed',
  'action.undo_failed',
  'message.failed',
  'credential.check_failed',
  'credential.due',
  'credential.renewal_failed',
]);

/** What happened to a flow, the latest first. */
export async function FlowTimeline({ context, timeline }: Readonly<{ context: StaffContext; timeline: TimelineView }>) {
  const t = await getTranslations('staff');
  const happened = loose(t);
  const { format } = context;
  const who = (entry: TimelineEntry): string | null => {
    if (entry.source === 'message') return null;
    return entry.by === undefined ? t('timeline.somebody') : entry.by;
  };
  return (
    <section className="staff-part" aria-labelledby="timeline">
      <h2 id="timeline">{t('timeline.title')}</h2>
      <Timeline
        label={t('timeline.title')}
        items={timeline.entries.map((entry) => {
          const about = entry.kind === null ? entry.about : happened(`timeline.mail.${entry.kind}`);
          return {
            id: `${entry.source}-${entry.id}`,
            title: happened(`timeline.name.${entry.name}`) ?? entry.name,
            state: problems.has(entry.name) ? 'problem' : 'done',
            time: { iso: entry.at.toISOString(), text: format.dateTime(entry.at) },
            detail: [about, who(entry)]
              .filter((text): text is string => text !== null)
              .map((text, index) => (
                <span key={text}>
                  {index > 0 ? ' · ' : ''}
                  <bdi>{text}</bdi>
                </span>
              )),
          };
        })}
      />
      {timeline.more ? <p className="muted small">{t('timeline.more')}</p> : null}
    </section>
  );
}
