import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { LaterPile } from '@/components/onboarding/LaterPile';
import { ReturnedSteps } from '@/components/onboarding/ReturnedSteps';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Timeline } from '@/components/ui/Timeline';
import { formatters, isolate } from '@/lib/i18n';
import type { Activity, FlowHeader, LaterField } from '@/lib/onboarding';
import type { TaskListPage } from './read-task-list';

type Props = Readonly<{ view: TaskListPage; home: string; locale: string }>;

/** What the reader should know before anything else: what came back, what changed, and how this begins. */
export async function TaskNotices({ view, home, locale }: Props) {
  const t = await getTranslations('tasks');
  const { header, returned, visit, activity } = view;
  const { hasTour } = header;
  const format = formatters({ locale, timeZone: header.timeZone });
  const isFirst = visit !== null && visit.before === null && visit.toured === null && header.open;
  return (
    <>
      <ReturnedSteps
        title={t('returned.title')}
        items={returned.map(({ stepId, title, note, side, person, at }) => ({
          id: stepId,
          title,
          href: `${home}/${stepId}`,
          by: t('returned.by', {
            name: isolate(side === 'partner' || person === null ? header.ownerName : person),
            time: format.dateTime(at),
          }),
          note,
        }))}
      />
      {isFirst && (hasTour || header.progress.tasksCompleted > 0) ? (
        <InsetNotice title={t('first.title')}>
          {header.progress.tasksCompleted > 0 ? (
            <p>{t('first.headStart', { tasks: header.progress.tasksCompleted })}</p>
          ) : null}
          {hasTour ? (
            <p>
              <Link href={`${home}/tutorial`} prefetch={false}>
                {t('first.tour')}
              </Link>
            </p>
          ) : null}
        </InsetNotice>
      ) : null}
      {visit?.before && activity.newCount > 0 ? (
        <InsetNotice tone="info">
          <p>{t('sinceVisit', { count: activity.newCount, time: format.dateTime(visit.before) })}</p>
        </InsetNotice>
      ) : null}
    </>
  );
}

/** What happened lately, in sentences. */
export async function LatestActivity({ view, locale }: Omit<Props, 'home'>) {
  const t = await getTranslations('tasks.activity');
  const { header, activity } = view;
  const format = formatters({ locale, timeZone: header.timeZone });
  const sentence = ({ what, person, mine, about }: Activity): string => {
    const page = about === null ? '' : isolate(about);
    if (mine) return t(`you.${what}`, { about: page });
    return t(`other.${what}`, { name: isolate(person ?? header.ownerName), about: page });
  };
  if (activity.entries.length === 0) return null;
  return (
    <section className="task-section" aria-labelledby="activity">
      <div className="task-section__head">
        <h2 id="activity">{t('title')}</h2>
      </div>
      <Timeline
        label={t('title')}
        items={activity.entries.map((entry) => ({
          id: entry.id,
          title: sentence(entry),
          state: 'done',
          time: { iso: entry.at, text: format.dateTime(entry.at) },
        }))}
      />
    </section>
  );
}

type LaterProps = Readonly<{ later: readonly LaterField[]; header: FlowHeader; home: string; mayAnswer: boolean }>;

/** The answers that may come later; shown with the tasks and again once everything is set up. */
export async function LaterAnswers({ later, header, home, mayAnswer }: LaterProps) {
  const t = await getTranslations('tasks.later');
  return (
    <LaterPile
      title={t('title')}
      text={t(header.open ? 'text' : 'textSent', { partner: isolate(header.ownerName) })}
      items={later.map(({ fieldId, label, stepId, stepTitle }) => ({
        id: fieldId,
        label,
        page: stepTitle,
        href: mayAnswer ? `${home}/${stepId}` : null,
      }))}
    />
  );
}
