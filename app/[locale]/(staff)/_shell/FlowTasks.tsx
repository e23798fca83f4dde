import { getTranslations } from 'next-intl/server';
import { StatusTag, type StatusTone } from '@/components/ui/StatusTag';
import { isolate } from '@/lib/i18n';
import type { PartnerTaskView } from '@/lib/onboarding';
import { completeTask, undoTask } from '../portfolio/actions';
import { formWords } from './form-words';
import type { StaffContext } from './staff-context';
import { StaffForm } from './StaffForm';

const tones: Readonly<Record<PartnerTaskView['state'], StatusTone>> = { open: 'new', blocked: 'waiting', done: 'done' };
const words = { open: 'not_started', blocked: 'cannot_start', done: 'completed' } as const;

type Props = Readonly<{ context: StaffContext; flowId: string; tasks: readonly PartnerTaskView[] }>;

/** What the partner does itself in a flow: each task with its proof, to be marked as done and unmarked. */
export async function FlowTasks({ context, flowId, tasks }: Props) {
  const [t, common, checks, texts] = await Promise.all([
    getTranslations('staff'),
    getTranslations('common.status'),
    getTranslations('checks.due'),
    formWords(),
  ]);
  const { format } = context;
  if (tasks.length === 0) return null;
  return (
    <section className="staff-part" aria-labelledby="own-tasks">
      <h2 id="own-tasks">{t('ownTasks.title')}</h2>
      {tasks.map((task) => (
        <div key={task.stepId} className="staff-section stack">
          <div className="staff-part__head">
            <h3>{task.title}</h3>
            <div className="cluster">
              {task.overdue ? <StatusTag tone="problem">{checks('overdue')}</StatusTag> : null}
              <StatusTag tone={tones[task.state]}>{common(words[task.state])}</StatusTag>
            </div>
          </div>
          {task.help ? <p>{task.help}</p> : null}
          {about(task) === '' ? null : <p className="muted small">{about(task)}</p>}
          {task.everyDays === null ? null : <p className="muted small">{again(task.everyDays, task)}</p>}
          {task.done?.note ? (
            <blockquote className="returned__note" dir="auto">
              {task.done.note}
            </blockquote>
          ) : null}
          {task.canComplete ? <Mark task={task} /> : null}
        </div>
      ))}
    </section>
  );

  function about({ state, done, dueAt, blockedBy }: PartnerTaskView): string {
    if (done?.by) return t('ownTasks.doneBy', { time: format.dateTime(done.at), name: isolate(done.by) });
    if (done) return t('ownTasks.done', { time: format.dateTime(done.at) });
    if (state === 'blocked') return t('ownTasks.blocked', { tasks: format.list(blockedBy.map(isolate)) });
    return dueAt === null ? '' : t('ownTasks.due', { time: format.date(dueAt) });
  }

  function again(days: number, { state, dueAt }: PartnerTaskView): string {
    return state === 'done' && dueAt !== null
      ? checks('again', { time: format.date(dueAt) })
      : checks('everyDays', { days });
  }

  function Mark({ task }: Readonly<{ task: PartnerTaskView }>) {
    const { stepId, state, title, proof } = task;
    const shared = { hidden: { flowId, stepId }, about: title, pending: t('working'), texts, size: 'small' } as const;
    if (state === 'blocked') return null;
    if (state === 'done') {
      return (
        <StaffForm
          {...shared}
          id={`undo-${stepId}`}
          action={undoTask}
          submit={t('ownTasks.undo')}
          variant="secondary"
        />
      );
    }
    return (
      <StaffForm
        {...shared}
        id={`task-${stepId}`}
        action={completeTask}
        fields={[
          {
            name: 'note',
            type: 'textarea',
            label: proof ?? t('ownTasks.note'),
            hint: t(proof === null ? 'ownTasks.optional' : 'ownTasks.noteHint'),
            required: proof !== null,
          },
        ]}
        submit={t('ownTasks.complete')}
      />
    );
  }
}
