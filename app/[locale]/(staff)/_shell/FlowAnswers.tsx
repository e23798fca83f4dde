import { getTranslations } from 'next-intl/server';
import { answerTexts } from '@/app/[locale]/(customer)/flows/_server/answer-text';
import { Icon } from '@/components/ui/Icon';
import { Ltr } from '@/components/ui/Ltr';
import { StatusTag, type StatusTone } from '@/components/ui/StatusTag';
import { SummaryList, type SummaryRow } from '@/components/ui/SummaryList';
import type { TaskStatus } from '@/lib/flow-definition';
import type { FileRow, FlowFile } from '@/lib/onboarding';
import type { StaffContext } from './staff-context';

const tones: Readonly<Record<TaskStatus, StatusTone>> = {
  cannot_start: 'waiting',
  not_started: 'plain',
  in_progress: 'active',
  completed: 'done',
  with_us: 'new',
};

/** Every task with its answers, folded: staff look for one answer more often than they read all. */
export async function FlowAnswers({ context, file }: Readonly<{ context: StaffContext; file: FlowFile }>) {
  const [t, common, textOf] = await Promise.all([
    getTranslations('staff'),
    getTranslations('common'),
    answerTexts(context.locale, file.header.timeZone),
  ]);
  const rowOf = ({ fieldId, label, answer }: FileRow): SummaryRow => {
    if (answer.kind === 'hidden') return { id: `answer-${fieldId}`, label, value: t('file.hidden') };
    const text = textOf(answer);
    return {
      id: `answer-${fieldId}`,
      label,
      ...(text
        ? {
            value: text.lines.map((line) => (
              <p key={line}>{text.machine ? <Ltr wrap>{line}</Ltr> : <bdi>{line}</bdi>}</p>
            )),
          }
        : {}),
    };
  };
  return (
    <section className="staff-part" aria-labelledby="answers">
      <h2 id="answers">{t('file.answers')}</h2>
      {file.showsPersonal ? null : <p className="muted small">{t('file.hiddenNote')}</p>}
      {file.sections.map((section) => (
        <div key={section.id} className="staff-section">
          <h3>{section.title}</h3>
          {section.tasks.map((task) => {
            const head = (
              <>
                <span>{task.title}</span>
                <StatusTag tone={tones[task.status]}>{common(`status.${task.status}`)}</StatusTag>
              </>
            );
            return task.rows.length === 0 ? (
              <p key={task.id} className="staff-answers__plain">
                {head}
              </p>
            ) : (
              <details key={task.id} className="staff-answers">
                <summary>
                  <Icon name="chevronDown" />
                  {head}
                </summary>
                <SummaryList rows={task.rows.map(rowOf)} notProvided={common('notProvided')} />
              </details>
            );
          })}
        </div>
      ))}
    </section>
  );
}
