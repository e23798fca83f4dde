import Link from 'next/link';
import { StatusTag, type StatusTone } from '@/components/ui/StatusTag';

export type TaskItem = Readonly<{
  id: string;
  title: string;
  hint: string | null;
  /** What else there is to know: who does it, how long it takes. */
  notes: readonly string[];
  /** Absent for a task that cannot be entered now. */
  href?: string;
  tone: StatusTone;
  status: string;
}>;
export type TaskGroup = Readonly<{ id: string; title: string; count: string; tasks: readonly TaskItem[] }>;

/** All tasks in their sections, each one row: the whole row is the link, the status is a word beside it. */
export const TaskList = ({ groups }: Readonly<{ groups: readonly TaskGroup[] }>) =>
  groups.map((group) => (
    <section key={group.id} className="task-section" aria-labelledby={`section-${group.id}`}>
      <div className="task-section__head">
        <h2 id={`section-${group.id}`}>{group.title}</h2>
        <span className="task-section__count">{group.count}</span>
      </div>
      <ul className="task-list">
        {group.tasks.map((task) => (
          <li key={task.id} className="task-row">
            <div>
              {task.href ? (
                <Link
                  className="task-row__link"
                  href={task.href}
                  prefetch={false}
                  aria-describedby={`task-${task.id}-hint task-${task.id}-notes task-${task.id}-status`}
                >
                  {task.title}
                </Link>
              ) : (
                <span className="task-row__name">{task.title}</span>
              )}
              {task.hint ? (
                <p className="task-row__hint" id={`task-${task.id}-hint`}>
                  {task.hint}
                </p>
              ) : null}
              {task.notes.length > 0 ? (
                <ul className="task-row__notes" id={`task-${task.id}-notes`}>
                  {task.notes.map((note) => (
                    <li key={note}>{note}</li>
                  ))}
                </ul>
              ) : null}
            </div>
            <div className="task-row__status">
              <StatusTag tone={task.tone} id={`task-${task.id}-status`}>
                {task.status}
              </StatusTag>
            </div>
          </li>
        ))}
      </ul>
    </section>
  ));
